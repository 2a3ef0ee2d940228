// Searches the names of the site in the browser; without this script the page shows all of them.
"use strict";
(function () {
  const results = document.getElementById("results");
  const field = document.getElementById("find");
  const MOST = 100;
  let index = null;

  // The same folding as that of the program: case, accents, German spellings of umlauts, punctuation.
  function fold(text) {
    return text.toLowerCase().replace(/ß/g, "ss").normalize("NFKD").replace(/\p{Mn}/gu, "")
      .replace(/ae/g, "a").replace(/oe/g, "o").replace(/ue/g, "u")
      .split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" ");
  }

  function rank(entry, words, wanted) {
    const names = entry.names;
    if (names.includes(wanted)) return 0;
    const all = " " + names.join(" ");
    if (words.every(function (word) { return all.includes(" " + word); })) {
      return names[0].startsWith(wanted) ? 1 : 2;
    }
    return words.every(function (word) { return all.includes(word); }) ? 3 : -1;
  }

  function load() {
    if (!index) {
      index = fetch(results.dataset.index).then(function (answer) {
        if (!answer.ok) throw new Error(answer.statusText);
        return answer.json();
      }).then(function (data) {
        data.entries.forEach(function (entry) {
          entry.names = [entry[2], entry[3], entry[4]].filter(Boolean).map(fold);
        });
        return data;
      });
    }
    return index;
  }

  function show(query) {
    const wanted = fold(query);
    results.replaceChildren();
    results.hidden = !wanted;
    if (!wanted) return;
    load().then(function (data) {
      if (fold(field.value) !== wanted) return;
      const language = document.documentElement.lang === "de" ? 0 : 1;
      const words = wanted.split(" ");
      const found = data.entries
        .map(function (entry) { return [rank(entry, words, wanted), entry]; })
        .filter(function (hit) { return hit[0] >= 0; })
        .sort(function (a, b) { return a[0] - b[0] || a[1][2].length - b[1][2].length; });
      const title = document.createElement("h2");
      title.textContent = found.length
        ? results.dataset.title + " (" + found.length + ")" : results.dataset.none;
      const list = document.createElement("ol");
      found.slice(0, MOST).forEach(function (hit) {
        const entry = hit[1];
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = results.dataset.root + entry[0] + "." + document.documentElement.lang + ".html";
        link.textContent = (language && entry[3]) || entry[2];
        item.append(link);
        if (entry[1] !== null) {
          const kind = document.createElement("span");
          kind.className = "class";
          kind.textContent = data.classes[entry[1]][language] || "";
          item.append(" ", kind);
        }
        list.append(item);
      });
      results.replaceChildren(title, list);
    }).catch(function () {
      // The index cannot be read, as from a disk: the directory below still serves.
      results.hidden = true;
    });
  }

  const asked = new URLSearchParams(location.search).get("q") || "";
  field.value = asked;
  field.addEventListener("input", function () { show(field.value); });
  show(asked);
})();
