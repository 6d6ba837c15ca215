<#-- The report, in six sections. -->
<#function n value><#-- as exact as is of use -->
  <#local size = value?abs>
  <#return (size >= 100)?then(value?string(",##0"), (size >= 10)?then(value?string("0.0"), value?string("0.00")))>
</#function>
<#function cell text><#return text?replace("|", "\\|")?replace("\n", " ")></#function>
<#function counts map>
  <#local all = []>
  <#list map?keys?sort as key><#local all += [key + " " + (map[key] == map[key]?floor)?then(map[key]?c, n(map[key]))]></#list>
  <#return all?join(", ")>
</#function>
<#function state met tooSlow><#return met?then("met", tooSlow?then("**too slow**", "**not met**"))></#function>
<#macro list sentences none=""><#list sentences as each>
- ${each}
<#else>
${none}
</#list>

</#macro>
# Memory stress test

<#if summary.partial()??>
**This report is partial: ${summary.partial()}.**

</#if>
## Executive Summary

**${summary.met()?then("Met", summary.sound()?then("Met, but too slow", "Not met"))}**: ${runs?filter(each -> each.met())?size} of ${runs?size} runs met all that was expected of them, ${verdicts?filter(each -> each.met())?size} of ${verdicts?size} expectations held. The test (${summary.selection()}) began ${summary.startedAt()} and took ${summary.seconds()?round} s, on Java ${summary.machine().java()}, ${summary.machine().system()}, ${summary.machine().processors()} processors; each scenario ran in a separate JVM with a heap of ${summary.heapMb()} MB.

| scenario | result |<#list metrics as metric> ${metric.label()} |</#list>
| --- | --- |<#list metrics as metric> --- |</#list>
<#list runs as run>
| ${run.label()} | ${(run.measured().outcome().name() == "NOT_RUN")?then("not run", state(run.met(), run.sound()))} |<#list metrics as metric> <#if run.grades()?api.get(metric)??>${run.grades()?api.get(metric).label()} (${n(metric.of(run.measured()))} ${metric.unit()})<#else>–</#if> |</#list>
</#list>

<#if summary.problems()?has_content>
Problems of the test itself:

<@list summary.problems()/>
</#if>
The first recommendations:

<@list summary.recommendations()[0..*3] "None."/>
## Detailed Results

<#list runs as run><#assign r = run.measured()>
### ${run.label()}

<#if r.reason()??>
**${r.reason()}**

</#if>
<#if r.outcome().name() != "NOT_RUN">
| metric | value |
| --- | --- |
| duration | ${n(r.durationSeconds())} s |
| memory | from ${n(r.memory().initialMb())} to ${n(r.memory().finalMb())} MB live, growth ${n(r.memory().growthMb())} MB, peak ${n(r.memory().peakMb())} of ${n(r.memory().capacityMb())} MB |
| response time of ${r.response().cycles()} cycles | mean ${n(r.response().meanMs())}, p50 ${n(r.response().p50Ms())}, p95 ${n(r.response().p95Ms())}, p99 ${n(r.response().p99Ms())}, longest ${n(r.response().maxMs())} ms |
| response time over the run | first third ${n(r.response().firstThirdMs())}, last third ${n(r.response().lastThirdMs())} ms<#if r.response().beforeStressMs()??>; before the stress ${n(r.response().beforeStressMs())} ms</#if><#if r.response().afterRecoveryMs()??>; after the last recovery ${n(r.response().afterRecoveryMs())} ms</#if> |
| optimizations | ${r.optimizations().requested()} requested, ${r.optimizations().refused()} refused, ${r.optimizations().count()} carried out, ${n(r.optimizations().successRate())} % of these succeeded, ${n(r.optimizations().freedMb())} MB freed: ${counts(r.optimizations().byKind())} |
| alerts | ${r.alerts()?has_content?then(counts(r.alerts()), "none")} |
| pressure | mean ${n(r.pressure().mean())}, peak ${n(r.pressure().peak())}, at the end ${n(r.pressure().last())} |
| health | mean ${n(r.health().mean())}, lowest ${n(r.health().lowest())} |
| stability | ${n(r.stability())} |
| recovery time | <#if r.recoverySeconds()??>${n(r.recoverySeconds())} s<#else>–</#if> |
| errors | ${r.errors().count()} (${n(r.errors().rate())} % of ${r.operations() + r.response().cycles()} operations and cycles) ${counts(r.errors().byKind())} |
| garbage collections | ${r.machine().collections()}, ${n(r.machine().collectionSeconds())} s; CPU ${n(r.machine().cpuSeconds())} s |
| safety | ${r.safety().healthChecks()} health checks, ${r.safety().cleanUps()} clean-ups${r.safety().emergencyShutdown()?then(", emergency shutdown", "")} |
| findings | ${r.findings()?has_content?then(counts(r.findings()), "–")} |
| business value | $${run.value().total()?string(",##0.00")} |
<#if run.accounts()??>
| accounts of the agent | ${run.accounts()} |
</#if>

| expected | | observed |
| --- | --- | --- |
<#list run.verdicts() as verdict>
| ${cell(verdict.expected())} | ${state(verdict.met(), verdict.speed())} | ${cell(verdict.observed())} |
</#list>

<#list r.levels() as level>
<#if level?is_first>
| level | | cycles | mean ms | p99 ms | heap % | errors | refused |
| --- | --- | --- | --- | --- | --- | --- | --- |
</#if>
| ${level.name()} | ${n(level.value())} | ${level.cycles()} | ${n(level.meanMs())} | ${n(level.p99Ms())} | ${n(level.peakPercent())} | ${level.errors()} | ${level.refused()} |
</#list>

<#if r.errors().first()?has_content>
The first errors:

<@list r.errors().first()?map(each -> each?replace("\n", " "))/>
</#if>
<#list picturesOf?api.get(run) as picture>
![${picture.title()}](${charts}/${picture.file()})

</#list>
</#if>
</#list>
## Performance Analysis

| scenario | cycles | mean ms | ± ms | p50 | p95 | p99 | first third | last third | CPU ms per cycle | GC s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
<#list runs as run><#assign r = run.measured().response()>
| ${run.label()} | ${r.cycles()} | ${n(r.meanMs())} | ${n(r.deviationMs())} | ${n(r.p50Ms())} | ${n(r.p95Ms())} | ${n(r.p99Ms())} | ${n(r.firstThirdMs())} | ${n(r.lastThirdMs())} | ${n(run.measured().cpuPerCycleMs())} | ${n(run.measured().machine().collectionSeconds())} |
</#list>

Grades; a figure between acceptable and poor is fair:

<@list metrics?map(each -> each.thresholds())/>
<#if summary.baseline()??>
### Beside the baseline

<#list runs?filter(each -> each.notCompared()??) as run>
- ${run.notCompared()}
</#list>

A difference counts if it is larger than 10 % of the baseline's figure and than a floor.

| scenario | figure | baseline | now | is |
| --- | --- | --- | --- | --- |
<#list runs as run><#list run.comparison() as each>
| ${run.label()} | ${each.label()}, ${each.unit()} | ${n(each.baseline())} | ${n(each.now())} | ${each.change().label()} |
</#list></#list>

</#if>
<#if summary.trends()?has_content>
### Trends over saved runs

Runs of the same duration, heap and agent, oldest first. The change is that of the last beside the first of these.

| scenario | figure | runs | is |
| --- | --- | --- | --- |
<#list summary.trends() as each>
| ${each.scenario()}${each.agent()?then("", ", without the agent")} | ${each.label()}, ${each.unit()} | ${each.figures()?map(figure -> n(figure))?join(" → ")} | ${each.change().label()} |
</#list>

</#if>
<#macro pair of>${n(of.without())} → ${n(of.with())}</#macro>
<#if summary.agentCost()?has_content>
### What the agent costs

One run without and one with the agent each: differences of some percent are the machine's, as are larger ones if few cycles were slow.

| scenario | mean ms | p99 ms | peak MB | GC s | CPU ms per cycle |
| --- | --- | --- | --- | --- | --- |
<#list summary.agentCost() as each>
| ${each.scenario()} | <@pair each.meanMs()/> | <@pair each.p99Ms()/> | <@pair each.peakMb()/> | <@pair each.collectionSeconds()/> | <@pair each.cpuPerCycleMs()/> |
</#list>

In ${runs?filter(each -> each.accounts()?? && each.accounts().isExact())?size} of ${runs?filter(each -> each.agent())?size} runs with the agent recorded = exported + dropped held, and what was exported arrived.

</#if>
## System Limits

<@list summary.limits() "No scenario reached a limit of the memory."/>
## Recommendations

<@list summary.recommendations() "None."/>
## Business Impact

$0.10 for each MB that optimizations freed; against the baseline $1.00 for each second that cycles took less, $0.50 for each point of stability gained, $2.00 for each error avoided. <#if summary.baseline()??>The baseline was ${summary.baseline()}.<#else>There was no baseline to compare with, so only the memory has a value.</#if>

| scenario | memory | performance | stability | errors | together |
| --- | --- | --- | --- | --- | --- |
<#assign together = 0>
<#list runs as run><#assign together += run.value().total()>
| ${run.label()} | $${run.value().memory()?string(",##0.00")} | $${run.value().performance()?string(",##0.00")} | $${run.value().stability()?string(",##0.00")} | $${run.value().errors()?string(",##0.00")} | $${run.value().total()?string(",##0.00")} |
</#list>

Together $${together?string(",##0.00")}.

### Charts

<#list others as picture>
![${picture.title()}](${charts}/${picture.file()})

</#list>
