package dev.engram.agent.weave;

import dev.engram.agent.async.ResultKind;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.agent.log.Log;
import dev.engram.agent.record.MemorySite;
import dev.engram.agent.record.RuleSite;
import dev.engram.agent.record.Sites;
import dev.engram.agent.record.StreamSite;
import dev.engram.agent.record.TaskSite;
import dev.engram.agent.rule.Rule;
import dev.engram.agent.weave.classfile.ClassFiles;
import dev.engram.agent.weave.classfile.MethodModel;
import dev.engram.agent.weave.code.MethodAdvice;
import dev.engram.agent.weave.match.MethodMatch;
import dev.engram.agent.weave.match.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** Gives each method that is to be woven its call site id, and with it its advice. Thread-safe. */
public final class CallSites {

    private final String prefix;
    private final Sites sites;
    private final MatchReport report;

    /**
     * Call sites.
     *
     * @param prefix what span names of memory operations begin with
     * @param sites where the recorder finds a site by its id
     * @param report is told what is woven, and what of a rule cannot be read
     */
    public CallSites(String prefix, Sites sites, MatchReport report) {
        this.prefix = prefix;
        this.sites = sites;
        this.report = report;
    }

    /** Notes that a class was loaded which rules name. */
    public void seen(Plan plan) {
        plan.rules().forEach(report::typeSeen);
    }

    /**
     * The advice for a class's methods, in the order of the class file.
     *
     * @param files where the class files of the results' types are found
     */
    public Map<MethodModel, MethodAdvice> advice(Plan plan, ClassFiles files) {
        plan.mismatches().forEach(report::mismatch);
        Map<MethodModel, MethodAdvice> advice = new LinkedHashMap<>();
        for (MethodMatch match : plan.matches()) {
            Rule rule = match.rule();
            MethodAdvice found = rule == null ? adviceOfCall(match) : adviceOfRule(rule, match, plan, files);
            if (found != null) {
                advice.put(match.model(), found);
            }
        }
        return advice;
    }

    private @Nullable MethodAdvice adviceOfCall(MethodMatch match) {
        ClientCall call = Objects.requireNonNull(match.call());
        int id = sites.number(List.of(call, match.method(), match.params()), () -> call.newSite(match.method()));
        if (id < 0) {
            return tooMany(match);
        }
        report.woven(match, sites.get(id));
        return new MethodAdvice(
                id,
                call.arguments(),
                call.getter(),
                call.readsResult(),
                call.endsLater() ? ResultKind.LATER : ResultKind.NOW);
    }

    private @Nullable MethodAdvice adviceOfRule(Rule rule, MethodMatch match, Plan plan, ClassFiles files) {
        match.faults(plan.matches()).forEach(fault -> report.notWoven(fault, isOwn(rule)));
        // In two loaders there may be two classes of one name, and other rules for each.
        int id = sites.number(
                List.of(match.method(), match.params(), prefix, rule.source().file(), rule.words()),
                () -> newSite(rule, match.method()));
        if (id < 0) {
            return tooMany(match);
        }
        RuleSite site = (RuleSite) sites.get(id);
        report.woven(match, site);
        ResultKind result = ResultKinds.of(match.model(), files);
        int sort = match.model().result().getSort();
        if (site instanceof TaskSite task
                && task.hasStream()
                && result == ResultKind.NOW
                && (sort == Type.VOID || sort >= Type.ARRAY)) {
            result = ResultKind.LATER;
            if (task.returnsStream() && isObject(match)) {
                task.exchangeResult();
                result = ResultKind.STREAM;
            }
        }
        return new MethodAdvice(id, rule.slots().arguments(), null, site.readsReturn(), result);
    }

    /** Whether a method may return any object, so that one of the same type may stand in for it. */
    private static boolean isObject(MethodMatch match) {
        return match.model().result().getClassName().equals("java.lang.Object");
    }

    /** Whether the user wrote the rule and should hear of what is wrong with it. */
    private static boolean isOwn(Rule rule) {
        return rule.pack() == null;
    }

    private RuleSite newSite(Rule rule, String method) {
        if (rule.signal() != null) {
            return new StreamSite(rule, method);
        }
        return rule.operation() == null ? new TaskSite(rule, method) : new MemorySite(prefix, rule, method);
    }

    private static @Nullable MethodAdvice tooMany(MethodMatch match) {
        Log.warnOnce("More than " + Sites.MAX + " methods match the rules; " + match.method()
                + " and later ones are not recorded. Name fewer types.");
        return null;
    }
}
