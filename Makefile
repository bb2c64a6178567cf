# Thin names for what Maven does.

MVN = mvn
MVNFLAGS = --batch-mode

# What the tests start besides the tools, and the Debian packages that have it.
TEST_COMMANDS = bash bash find findutils sha256sum coreutils cmp diffutils setpriv util-linux unshare util-linux \
	nsenter util-linux script bsdutils mount mount losetup mount fusermount fuse \
	tar tar gzip gzip xz xz-utils zstd zstd lz4 lz4 bzip2 bzip2 zip zip rsync rsync git git sqlite3 sqlite3 fio fio \
	setfattr attr getfattr attr fsck.fat dosfstools mdir mtools mcopy mtools

.PHONY: help build test test-long demo bench clean

help:
	@echo 'make build      build the tools; bin/tfs-mkfs, bin/tfs-dump and bin/tfs-fuse start them'
	@echo 'make test       build and run all tests'
	@echo 'make test-long  the same, with the long tests in full'
	@echo 'make demo       build, then make an image, look into it and unpack it'
	@echo 'make bench      build, then measure how fast the tools are'
	@echo 'make clean      remove everything that was built'

# The launchers search for the JDK and say in one line what to install; Maven would take a page.
build:
	@tools/need $(MVN) maven
	@tools/check-jdk
	$(MVN) $(MVNFLAGS) --quiet -DskipTests package

test:
	@tools/need $(MVN) maven $(TEST_COMMANDS)
	@tools/check-jdk
	$(MVN) $(MVNFLAGS) verify

test-long:
	@tools/need $(MVN) maven $(TEST_COMMANDS)
	@tools/check-jdk
	$(MVN) $(MVNFLAGS) verify -Dtfs.test.full=true -Dtfs.cuts=50000 -Dtfs.steps=10000 -Dtfs.calls=200

demo: build
	testdata/demo.sh

bench: build
	bench/all.sh

clean:
	$(MVN) $(MVNFLAGS) --quiet clean
