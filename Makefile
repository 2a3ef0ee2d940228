# The two commands: `make run` opens the shell, `make test` runs every test.
# Both install what is missing (`.ci/install-missing`) and share one build of RocksDB.

CARGO ?= cargo

.PHONY: run test build missing

run: build
	@exec "$${CARGO_TARGET_DIR:-target}/debug/gremia" $(ARGS)

test: missing
	$(CARGO) test --locked

build: missing
	@$(CARGO) build --locked --quiet

missing:
	@sh .ci/install-missing >&2
