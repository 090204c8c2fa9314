# ChatCli. `make` alone lists the targets.

HOST_RID := $(shell sh publish/rid.sh)
RID ?= $(HOST_RID)
PORT ?= 5000
MINUTES ?= 10
FRAMES ?= 10000000
OUT := publish/out/$(RID)

.DEFAULT_GOAL := help
.PHONY: help run chat test unit check check-files bench transcript torture fuzz publish publish-all smoke other-glibc publish-torture clean prerequisites

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: publish ## build, then start a server on this machine (PORT=5000) and a client; when the client ends, the server stops
	@sh publish/run.sh $(OUT) $(PORT)

chat: ## start another client for the server of `make run`
	@test -x $(OUT)/chatcli || $(MAKE) --no-print-directory publish
	@# The client has already said why it ended, so make stays silent.
	@{ test -f .run/fingerprint && $(OUT)/chatcli $(PORT) --fingerprint "$$(cat .run/fingerprint)"; } || echo "No server? make run starts one."

test: publish publish-torture ## build and run all tests
	@sh tests/run.sh

unit: ## build everything and run the tests that need neither published executables nor Linux
	@sh tests/run.sh Protocol Server Client

check: check-files ## check formatting, scripts, documents and the rules of the sources; build with every warning an error
	dotnet format ChatCli.sln --verify-no-changes
	dotnet build ChatCli.sln -c Release --nologo -v quiet
	@sh tests/run.sh --guards

check-files: ## check scripts, man pages, completions, systemd unit and workflows with all linters that this machine has
	@sh publish/check-files.sh

bench: publish ## measure the server against a bare relay and record the ratios by commit in tests/bench-history.tsv
	dotnet publish tests/Tools/ChatCli.Load -c Release -r $(RID) -o publish/out/tools --nologo -v quiet
	publish/out/tools/chatcli-load --server $(OUT)/chatcli-server --ratios publish/out/ratios.tsv
	@sh tests/bench.sh publish/out/ratios.tsv tests/bench-history.tsv "$$(sh publish/version.sh commit)"

transcript: publish ## update the transcript in README.md
	dotnet build tests/ChatCli.EndToEnd.Tests -c Release --nologo -v quiet
	UPDATE_TRANSCRIPT=1 dotnet test --project tests/ChatCli.EndToEnd.Tests -c Release --no-build --no-progress --treenode-filter '/*/*/ReadmeTests/*'

torture: publish publish-torture ## kill, stop and disconnect server and clients at random for MINUTES=10; nothing may be lost or doubled
	publish/out/tools/chatcli-torture --minutes $(MINUTES) --programs $(OUT)

fuzz: ## feed FRAMES=10000000 malformed lines, handshakes and files into everything that reads foreign input
	dotnet build tests/Tools/ChatCli.Fuzz -c Release --nologo -v quiet
	dotnet run --project tests/Tools/ChatCli.Fuzz -c Release --no-build -- --frames $(FRAMES)

publish-torture: prerequisites
	dotnet publish tests/Tools/ChatCli.Torture -c Release -r $(RID) -o publish/out/tools --nologo -v quiet
	gcc -O2 -Wall -Wextra -Werror -shared -fPIC -o publish/out/tools/clock.so tests/Tools/ChatCli.Torture/clock.c

publish: prerequisites ## build both native executables in publish/out/RID (RID=linux-x64) and pack the release archive
	@sh publish/publish.sh $(RID) $(OUT)

smoke: ## run the programs of the release archive for RID through a conversation, if need be under Wine or qemu
	@sh publish/smoke.sh $(RID)

other-glibc: ## run that conversation with the C libraries of other Debian releases
	@sh publish/linux/other-glibc.sh $(RID) $(OUT)

publish-all: ## publish for every platform that this machine can build for
	@sh publish/publish-all.sh

clean: ## remove everything that was built
	rm -rf publish/out TestResults .run
	find src tests \( -name bin -o -name obj \) -prune -exec rm -rf {} +

prerequisites:
	@sh publish/can-publish.sh $(RID)
	@sh publish/prerequisites.sh $(RID)
