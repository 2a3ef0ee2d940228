// Walks through the site as a reader does: from a person to a passage, into the other language, through the search, on
// a phone; and notes whether any page asks another server. Usage: node browser.mjs FOLDER BROWSER
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

const [folder, browser] = process.argv.slice(2);
const TYPES = {
  ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".ttl": "text/turtle", ".jsonld": "application/ld+json",
};
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const server = createServer((request, response) => {
  const path = join(folder, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
  try {
    if (!statSync(path).isFile()) throw new Error("no file");
    response.writeHead(200, {
      "Content-Type": `${TYPES[extname(path)] ?? "text/plain"}; charset=utf-8`,
      "Content-Security-Policy": POLICY,
    });
    response.end(readFileSync(path));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const origin = `http://127.0.0.1:${server.address().port}`;

// The browser speaks over pipes, so that no port has to be found and no library is needed.
const profile = mkdtempSync(join(tmpdir(), "site-browser-"));
const child = spawn(browser, [
  "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
  "--disable-background-networking", `--user-data-dir=${profile}`, "about:blank",
], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
const listeners = [];
let number = 0;
let rest = "";
child.stdio[4].setEncoding("utf8").on("data", (data) => {
  const messages = (rest + data).split("\0");
  rest = messages.pop();
  for (const text of messages) {
    const message = JSON.parse(text);
    if (message.id) {
      waiting.get(message.id)(message);
      waiting.delete(message.id);
    } else {
      for (const listener of listeners) listener(message);
    }
  }
});
let session;
const send = (method, params = {}) => new Promise((resolve, reject) => {
  number += 1;
  waiting.set(number, (message) => message.error
    ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result));
  child.stdio[3].write(`${JSON.stringify({ id: number, method, params, sessionId: session })}\0`);
});

const problems = [];
const check = (holds, what) => { if (!holds) problems.push(what); };
listeners.push(({ method, params }) => {
  if (method === "Network.requestWillBeSent" && /^https?:/.test(params.request.url)) {
    check(params.request.url.startsWith(origin), `asks ${params.request.url}`);
  }
  if (method === "Network.responseReceived" && params.response.status >= 400) {
    check(params.response.url.endsWith("/favicon.ico"), `${params.response.status} ${params.response.url}`);
  }
  if (method === "Runtime.exceptionThrown") {
    problems.push(`script: ${params.exceptionDetails.text}`);
  }
  if (method === "Log.entryAdded" && params.entry.source === "security") {
    problems.push(`policy: ${params.entry.text}`);
  }
});

async function evaluate(expression) {
  const { result } = await send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
  return result.value;
}

// Asks until the page answers truly; a page between two documents answers nothing.
async function until(expression, what) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await evaluate(expression).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: never at ${await evaluate("location.href")}`);
}

async function open(path) {
  await send("Page.navigate", { url: `${origin}/${path}` });
  const page = JSON.stringify(path.split(/[?#]/)[0]);
  await until(`document.readyState === "complete" && location.pathname === "/" + ${page}`, path);
}

async function follow(selector, arrived) {
  const found = await evaluate(`(() => { const link = document.querySelector(${JSON.stringify(selector)}); if (link) link.click(); return Boolean(link); })()`);
  if (!found) throw new Error(`no ${selector} at ${await evaluate("location.href")}`);
  await until(`document.readyState === "complete" && (${arrived})`, selector);
}

let failure;
try {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  ({ sessionId: session } = await send("Target.attachToTarget", { targetId, flatten: true }));
  for (const domain of ["Page", "Network", "Runtime", "Log"]) await send(`${domain}.enable`);

  await open("id/person/volker-wissing.de.html");
  await follow("table.references a[href*='id/statement/']", "location.pathname.startsWith('/id/statement/')");
  await follow("a.passage", "location.pathname.startsWith('/source/') && document.querySelector(':target')");
  check(await evaluate("document.querySelector(':target').matches('tr')"), "the passage is no row");

  await open("id/meeting/dmk-2.de.html");
  await follow("a.language", "location.pathname === '/id/meeting/dmk-2.en.html'");

  await open("index.html");
  await evaluate("document.querySelector('#find').value = 'Wißing'; document.querySelector('form.find').submit()");
  await until("document.querySelector('#results li a')", "results of the search");
  check((await evaluate("document.querySelector('#results').textContent")).includes("Volker Wissing"), "search does not find a person");
  await follow("#results li a", "location.pathname.startsWith('/id/')");

  await send("Emulation.setScriptExecutionDisabled", { value: true });
  await open("search.de.html");
  check(await evaluate("document.querySelectorAll('.names a').length > 1000"), "no directory without scripts");
  await send("Emulation.setScriptExecutionDisabled", { value: false });

  for (const width of [320, 380, 800, 1400]) {
    await send("Emulation.setDeviceMetricsOverride", { width, height: 800, deviceScaleFactor: 1, mobile: width < 500 });
    for (const path of ["index.html", "search.en.html", "ontology.de.html", "ontology/Demand.de.html", "id/person/volker-wissing.de.html", "id/meeting/dmk-2.en.html", "id/conflict/dmk-2-date.de.html", "source/dmk2.en.html", "vocab/modality/planned.de.html"]) {
      await open(path);
      const wide = await evaluate("document.documentElement.scrollWidth");
      check(wide <= width, `${path}: ${wide} wide on a screen of ${width}`);
    }
  }
} catch (error) {
  failure = error;
} finally {
  session = undefined;
  await send("Browser.close").catch(() => child.kill());
  server.close();
  server.closeAllConnections();
}
await new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve()));
try {
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
} catch {
  // A process of the browser that outlives it may still write there; the folder is the system's to clear.
}
if (failure) problems.push(String(failure));
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
