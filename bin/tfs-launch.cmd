@echo off
rem Called by tfs-mkfs.cmd and tfs-dump.cmd with the name of the module: sets tfs_java, tfs_lib and tfs_options.
rem
rem A package has one directory of jars and brings a Java runtime for Linux only. The build tree has a directory for each
rem tool.
set "tfs_lib=%~dp0..\lib"
if not exist "%tfs_lib%\%1.jars" set "tfs_lib=%~dp0..\%1\target\lib"
if exist "%tfs_lib%\" goto find_java
echo tfs-%1: not built: take a package, or run 'make build' on Linux 1>&2
exit /b 1

:find_java
set "tfs_home=%TFS_JAVA_HOME%"
if not defined tfs_home set "tfs_home=%JAVA_HOME%"
if not defined tfs_home for %%I in (java.exe) do set "tfs_home=%%~dp$PATH:I.."
set "tfs_java=%tfs_home%\bin\java.exe"
rem The file is read instead of running Java, which takes longer.
set "tfs_version=0"
if exist "%tfs_home%\release" for /f "usebackq tokens=1,2 delims==" %%A in ("%tfs_home%\release") do if "%%A"=="JAVA_VERSION" set "tfs_version=%%~B"
for /f "delims=." %%V in ("%tfs_version%") do set "tfs_version=%%V"
if %tfs_version% GEQ 25 goto set_options
echo tfs-%1: needs Java 25 or later; install a JDK and set JAVA_HOME to its directory 1>&2
exit /b 1

:set_options
rem Those of tfs-launch.
set "tfs_options=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error:stderr --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
exit /b 0
