# The two commands: `make run` opens the shell, `make test` runs every test.
# Both install what is missing (`.ci/install-missing`) and share one build of RocksDB.

CARGO ?= cargo
# `FEATURES=--no-default-features` leaves RocksDB and the validation out where something is tested; where something is
# measured, `FEATURES="--no-default-features --features shacl"` leaves out RocksDB only.
FEATURES ?=

# Where `make install` puts the program; DESTDIR stands before it, for those who make packages.
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: run test screens bench build install missing

run: build
	@exec "$${CARGO_TARGET_DIR:-target}/debug/gremia" $(ARGS)

test: missing
	$(CARGO) test --locked

# What a person sees of the shell, in a pseudo-terminal. A test that fails once in twenty is a fault, so that
# `make screens REPEAT=20` runs them that often, each time with other random keys, and stops at the first failure.
REPEAT ?= 1
SCREENS = cancelling:: keys:: look:: mending:: paging:: repl:: screens:: sessions::
screens: missing
	@time=1; while [ $$time -le $(REPEAT) ]; do \
	    echo "== screens, $$time of $(REPEAT)"; \
	    GREMIA_KEYS_SEEDS=$${time}1-$${time}6 $(CARGO) test --locked $(FEATURES) --test it -- $(SCREENS) || exit 1; \
	    time=$$((time + 1)); \
	done

# The same profile as for running, so that nothing is compiled twice; `make bench ARGS=validation` runs less.
bench: missing
	$(CARGO) bench --profile dev --locked $(FEATURES) --bench speed --bench typing -- $(ARGS)

build: missing
	@$(CARGO) build --locked --quiet

# The program, its manual pages, and completions for bash, zsh and fish. LC_ALL chooses the language of the texts.
install: build
	@program="$${CARGO_TARGET_DIR:-target}/debug/gremia" sh .ci/install-program "$(DESTDIR)$(PREFIX)"

missing:
	@sh .ci/install-missing >&2
