@echo off
rem Starts tfs-dump on Windows; see tfs-launch.cmd, which stands beside this file.
setlocal
call "%~dp0tfs-launch.cmd" dump || exit /b 1
"%tfs_java%" %tfs_options% -cp "%tfs_lib%\*" dev.tfskit.dump.DumpMain %*
