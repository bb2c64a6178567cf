# Thin names for what Maven does.

MVN = mvn
MVNFLAGS ?= --batch-mode
# With CDPATH, cd in the scripts may print a name, and lead elsewhere.
unexport CDPATH
# Maven on the JDK that the launchers take.
RUN_MVN = MVN='$(MVN)' tools/mvn $(MVNFLAGS)

# What the tests start besides the tools, and the Debian packages that have it.
TEST_COMMANDS = bash bash find findutils sha256sum coreutils cmp diffutils setpriv util-linux unshare util-linux \
	nsenter util-linux script bsdutils mount mount losetup mount fusermount3 fuse3 '/usr/lib/*/libfuse.so.2' libfuse2 mkfifo coreutils \
	tar tar gzip gzip xz xz-utils zstd zstd lz4 lz4 bzip2 bzip2 zip zip cpio cpio bsdtar libarchive-tools rsync rsync git git sqlite3 sqlite3 fio fio \
	strace strace setfattr attr getfattr attr fsck.fat dosfstools mdir mtools mcopy mtools jq jq \
	/usr/bin/cc gcc /usr/include/stdio.h libc6-dev skopeo skopeo umoci umoci mkfs.ext4 e2fsprogs getcap libcap2-bin sfdisk fdisk /usr/share/i18n/locales/de_DE locales \
	aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu /usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1 libc6-arm64-cross \
	/usr/aarch64-linux-gnu/lib/crt1.o libc6-dev-arm64-cross riscv64-linux-gnu-gcc gcc-riscv64-linux-gnu \
	/usr/riscv64-linux-gnu/lib/ld-linux-riscv64-lp64d.so.1 libc6-riscv64-cross \
	/usr/riscv64-linux-gnu/lib/crt1.o libc6-dev-riscv64-cross \
	qemu-aarch64 qemu-user /lib/ld-musl-x86_64.so.1 musl perl perl \
	/usr/bin/chromium chromium /usr/bin/chromedriver chromium-driver mandoc mandoc man man-db zsh zsh fish fish debootstrap debootstrap dpkg-deb dpkg lintian lintian

# What make check starts.
CHECK_COMMANDS = tsc node-typescript

# Where make install puts the toolkit. mount finds its helper only in /sbin.
PREFIX = /usr/local
SBINDIR = $(PREFIX)/sbin
DESTDIR =
# What make dist makes a package for; another architecture than this one needs the jmods of a JDK for it.
ARCH =
JMODS =
# AOT=no leaves out the start-up caches, which differ from build to build.
AOT =

.PHONY: help build packages test test-long quick fuzz mutants check format coverage jars demo bench deploy stage install uninstall dist deb oci pictures clean

help:
	@echo 'make build      build the tools; bin has tfs-mkfs, tfs-dump and tfs-fuse'
	@echo 'make packages   install what make check and make test need; each of them does'
	@echo '                that, too'
	@echo 'make test       build and run all tests'
	@echo 'make test-long  the same, with the long tests in full'
	@echo 'make quick      run the tests of the libraries that are quick and mount nothing'
	@echo 'make fuzz       fuzz each target for FUZZ_SECONDS (60), or only FUZZ_TARGETS'
	@echo 'make mutants    change the code of MUTANTS; say which changes no test notices'
	@echo 'make check      check layout, licence lines, words, Javadoc, and what compilers'
	@echo '                find; runs no tests'
	@echo 'make format     lay out all sources as make check wants them'
	@echo 'make coverage   run the tests of tfs-core and fail when they reach too few lines'
	@echo 'make jars       build the jars with sources and Javadoc too'
	@echo 'make deploy     publish the libraries into the Maven repository REPOSITORY, a'
	@echo '                directory or a URL'
	@echo 'make demo       build, then make an image, look into it and unpack it'
	@echo 'make bench      build, then measure how fast the tools are'
	@echo 'make install    install the tools with a Java runtime of their own in PREFIX'
	@echo '                (/usr/local)'
	@echo 'make uninstall  remove what make install has installed'
	@echo 'make stage      lay out in target/stage what all packages have'
	@echo 'make dist       pack the tools with a Java runtime as an archive in'
	@echo '                target/packages; ARCH=aarch64 JMODS=DIRECTORY, AOT=no'
	@echo 'make deb        pack them as a Debian package'
	@echo 'make oci        pack tfs-mkfs and tfs-dump as a container image'
	@echo 'make pictures   draw the picture of the README again'
	@echo 'make clean      remove everything that was built'
	@echo 'TFS_APT=no      as an environment variable: install no Debian packages, name'
	@echo '                them and stop'

build:
	@tools/need 'the build' $(MVN) maven
	@MVN='$(MVN)' tools/build-modules $(MVNFLAGS) -pl tfs-nio,mkfs,dump,fuse -am -DskipTests package

packages:
	@tools/need 'make check and make test' $(MVN) maven $(CHECK_COMMANDS) $(TEST_COMMANDS)

test:
	@tools/need 'make test' $(MVN) maven $(TEST_COMMANDS)
	@MVN='$(MVN)' tools/run-tests $(MVNFLAGS) verify

test-long:
	@tools/need 'make test-long' $(MVN) maven $(TEST_COMMANDS)
	@MVN='$(MVN)' tools/run-tests $(MVNFLAGS) verify -Dtfs.test.full=true -Dtfs.cuts=50000 -Dtfs.steps=10000 -Dtfs.calls=200

quick:
	@tools/need 'make quick' $(MVN) maven $(TEST_COMMANDS)
	$(RUN_MVN) --quiet -P quick -pl tfs-core,tfs-nio,archive,cli test

# The seconds for each target; the seed, where 0 takes another one each time; and the targets, where none means all.
FUZZ_SECONDS = 60
FUZZ_SEED = 0
FUZZ_TARGETS =
fuzz:
	@tools/need 'make fuzz' $(MVN) maven
	$(RUN_MVN) --quiet -pl fuzz -am process-test-classes
	@tools/fuzz $(FUZZ_SECONDS) $(FUZZ_SEED) $(FUZZ_TARGETS)

# The packages of tfs-core whose code is changed.
MUTANTS = codec space log check volume
mutants:
	@tools/need 'make mutants' $(MVN) maven $(TEST_COMMANDS)
	@status=0; \
	for package in $(MUTANTS); do \
		$(RUN_MVN) --quiet -P mutants -pl tfs-core -Dmutants.package=$$package test-compile \
			org.pitest:pitest-maven:mutationCoverage || status=1; \
		echo "tfs-core/target/mutants/$$package/index.html"; \
	done; \
	exit $$status

check:
	@tools/need 'make check' $(MVN) maven
	@status=0; \
	$(RUN_MVN) --quiet spotless:check || status=1; \
	tools/check-lines || status=1; \
	tools/check-words || status=1; \
	MVN='$(MVN)' tools/build-modules $(MVNFLAGS) --fail-at-end -P check process-classes || status=1; \
	tools/need 'make check' $(CHECK_COMMANDS) && \
		tsc -p report/src/main/resources/dev/tfskit/report/page/jsconfig.json || status=1; \
	exit $$status

format:
	@tools/need 'make format' $(MVN) maven
	$(RUN_MVN) --quiet spotless:apply

coverage:
	@tools/need 'make coverage' $(MVN) maven
	$(RUN_MVN) -P coverage -pl tfs-core verify

jars:
	@tools/need 'make jars' $(MVN) maven
	$(RUN_MVN) --quiet -P release -DskipTests package

# What make deploy passes to Maven, such as the addresses of the project that Maven Central asks for.
REPOSITORY =
DEPLOY_OPTIONS =
deploy:
	@tools/need 'make deploy' $(MVN) maven
	@MVN='$(MVN)' packaging/deploy '$(REPOSITORY)' $(DEPLOY_OPTIONS)

demo: build
	testdata/demo.sh

bench: build
	bench/all.sh

# What all packages are made of. It is there under its name when it is complete.
stage:
	@tools/need 'make stage' $(MVN) maven objcopy binutils
	@MVN='$(MVN)' tools/build-modules $(MVNFLAGS) -pl packaging -am -DskipTests package
	@rm -rf target/stage target/stage.new
	@ARCH='$(ARCH)' JMODS='$(JMODS)' AOT='$(AOT)' packaging/stage target/stage.new
	@mv target/stage.new target/stage

# In a tree of another user, this takes what the owner has laid out: a build by root, with the JDK and the Maven repository
# of root, would leave directories that the owner cannot replace.
install: $(shell test -O Makefile && echo stage)
	@DESTDIR='$(DESTDIR)' packaging/install target/stage '$(PREFIX)' '$(SBINDIR)'

uninstall:
	@DESTDIR='$(DESTDIR)' packaging/uninstall '$(PREFIX)' '$(SBINDIR)'

dist: stage
	@ARCH='$(ARCH)' packaging/dist target/stage target/packages

deb: stage
	@tools/need 'make deb' dpkg-deb dpkg
	@packaging/deb target/stage target/packages

oci: stage
	@tools/need 'make oci' umoci umoci
	@packaging/oci target/stage target/packages

pictures:
	@tools/need 'make pictures' $(MVN) maven script bsdutils
	@MVN='$(MVN)' tools/build-modules $(MVNFLAGS) -pl packaging -am -DskipTests package
	@packaging/pictures docs

clean:
	$(RUN_MVN) --quiet clean
	@rm -rf target/stage target/stage.new target/packages
