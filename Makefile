# Two commands matter: `make run` opens the demo, `make test` proves the house.
# Everything here can be run again and again; the second time it is quiet.

PREFIX ?= /usr/local
DEBIAN := libgmime-3.0-dev libncurses-dev libsqlite3-dev libssl-dev libxml2-dev libzstd-dev \
  ncurses-term pkg-config
DEBIAN_FOR_TESTS := dovecot-imapd libhunspell-1.7-0 libical3 libjansson4 libkrb5-3 libldap-2.5-0 libnsl2 libpcre3 \
  libpq5 libsasl2-modules libwrap0 libxapian30 openssl postfix procps python3 strace tmux
DEBIAN_FOR_BENCH := dovecot-imapd isync maildir-utils neomutt notmuch python3 strace
# The release binary carries Swift's own libraries; only Debian's shared C libraries stay outside.
RELEASE := swift build -c release --product shopbell --static-swift-stdlib
BINARY := .build/release/shopbell
SHARE := $(DESTDIR)$(PREFIX)/share

.PHONY: run build test check contracts faults bench release format install setup setup-tests setup-bench

run: build ## build the release binary and open the sample shop
	@$(BINARY) demo

build: setup ## build the release binary
	@$(RELEASE)

test: setup setup-tests check ## set up, then everything that CI runs

check: ## everything that CI runs, without the set-up
	@./.ci/check.sh

contracts: setup-tests ## hold what channels and their doubles say against the shops' own descriptions
	@./.ci/contracts.sh

# CI tries some ten thousand damaged conversations and 32 edits of every mail of the corpora; this
# tries FUZZ of each conversation, FUZZ/50 edits of every mail, floods of 64 MB, how costs grow, and
# the budget of time and memory for monstrous mail. What fails names its seed and number:
# `make faults FUZZ_CASE=number` tries that case only, with each seed, and FUZZ_MAIL=corpus/case with
# it one case of one mail. Should a case end the process, it is named at the end.
# Then a fortnight of a mailbox is lived through, with 5,000 letters, by a clock of its own and by
# the real program, whose processes are killed; `make faults FORTNIGHT=number` repeats one; and ten days
# on all channels at once, which SOAK=number repeats. Every page
# of a store is damaged in turn, eight processes work on one store for ten minutes, and the power is
# cut at some thousand places.
FUZZ ?= 1000000
JOURNALS := $(or $(TMPDIR),/tmp)/shopbell-fuzz-*.txt

faults: build setup-tests ## look for faults for some hours; FUZZ=number for more or less
	@python3 Benchmarks/mail.py --binary $(BINARY)
	@FUZZ=$(FUZZ) swift test -c release -Xswiftc -enable-testing --filter FuzzTests \
	  || { cat $(JOURNALS) 2>/dev/null; exit 1; }
	@FAULTS=1 FUZZ=$(FUZZ) swift test \
	  --filter 'FloodTests|GrowthTests|ServerScriptTests|Equivalence|Absence'
	@FAULTS=1 swift test --skip-build --filter 'FortnightTests|ChannelSoakTests|RepairingTests|EightProcessesTests|PowerCutTests'

bench: build setup-bench ## measure, beside the machine's raw limits, notmuch, mu, mbsync and neomutt
	@python3 Benchmarks/bench.py --binary $(BINARY)
	@python3 Benchmarks/first_sync.py --binary $(BINARY)
	@python3 Benchmarks/screen.py --binary $(BINARY)

release: build ## pack binary and files into .build/release, for hosts without Swift, and start them so
	@./.ci/release.sh $(BINARY)

format: ## put every Swift file into the house's form
	@swift format -i -r Package.swift Sources Tests

install: build ## install the binary, its files, the man page and completions
	@install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/shopbell $(SHARE)/man/man1
	@install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/shopbell
	@cp -R Templates Keymaps Share/. $(SHARE)/shopbell/
	@install -m 644 docs/shopbell.1 $(SHARE)/man/man1/shopbell.1
	@install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	  $(SHARE)/fish/vendor_completions.d
	@$(BINARY) --generate-completion-script bash > $(SHARE)/bash-completion/completions/shopbell
	@$(BINARY) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_shopbell
	@$(BINARY) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/shopbell.fish
	@echo "installed $(DESTDIR)$(PREFIX)/bin/shopbell"

setup:
	@./.ci/packages.sh $(DEBIAN)

setup-tests:
	@./.ci/packages.sh $(DEBIAN_FOR_TESTS)
	@./.ci/cyrus.sh

setup-bench:
	@./.ci/packages.sh $(DEBIAN_FOR_BENCH)
