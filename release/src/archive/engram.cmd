@echo off
rem Starts Engram from its archive: engram help. Needs Java 17 or newer, on the PATH or at JAVA_HOME.
setlocal
set "lib=%~dp0lib"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
if "%~1"=="" goto collector
for %%c in (check jvms attach detach on off status reload) do if /i "%~1"=="%%c" goto agent
if /i "%~1"=="serve" goto serve
goto collector

:agent
"%java%" -jar "%lib%\engram-agent.jar" %*
exit /b %errorlevel%

:serve
"%java%" -Dengram.agent="%lib%\engram-agent.jar" -jar "%lib%\engram-collector.jar" %*
exit /b %errorlevel%

:collector
"%java%" -jar "%lib%\engram-collector.jar" %*
exit /b %errorlevel%
