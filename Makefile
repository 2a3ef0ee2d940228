# The two commands: `make run` opens the shell, `make test` runs every test.
# Both install what is missing (`.ci/install-missing`) and share one build of RocksDB.

CARGO ?= cargo

# Where `make install` puts the program; DESTDIR stands before it, for those who make packages.
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: run test bench build install missing

run: build
	@exec "$${CARGO_TARGET_DIR:-target}/debug/gremia" $(ARGS)

test: missing
	$(CARGO) test --locked

# The same profile as for running, so that nothing is compiled twice; `make bench ARGS=validation` runs less.
bench: missing
	$(CARGO) bench --profile dev --locked --bench speed --bench typing -- $(ARGS)

build: missing
	@$(CARGO) build --locked --quiet

# The program, its manual pages, and completions for bash, zsh and fish. LC_ALL chooses the language of the texts.
install: build
	@program="$${CARGO_TARGET_DIR:-target}/debug/gremia" sh .ci/install-program "$(DESTDIR)$(PREFIX)"

missing:
	@sh .ci/install-missing >&2
