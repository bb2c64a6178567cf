# Thin names for what Maven does.

MVN = mvn
MVNFLAGS = --batch-mode

.PHONY: help build test demo bench clean

help:
	@echo 'make build   build the tools; bin/tfs-mkfs, bin/tfs-dump and bin/tfs-fuse start them'
	@echo 'make test    build and run all tests'
	@echo 'make demo    build, then make an image, look into it and unpack it'
	@echo 'make bench   build, then measure how long the tools take to start'
	@echo 'make clean   remove everything that was built'

# The launchers search for the JDK and say in one line what to install; Maven would take a page.
build:
	@tools/check-jdk
	$(MVN) $(MVNFLAGS) --quiet -DskipTests package

test:
	@tools/check-jdk
	$(MVN) $(MVNFLAGS) verify

demo: build
	testdata/demo.sh

bench: build
	bench/startup.sh

clean:
	$(MVN) $(MVNFLAGS) --quiet clean
