package dev.engram.agent.weave.code;

import dev.engram.agent.async.ResultKind;
import dev.engram.agent.client.site.ClientCall;
import dev.engram.bootstrap.Probe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of {@link Probe} around one method hand over.
 *
 * @param siteId the call site id, by which the recorder knows the method
 * @param arguments the index of the method's argument that each slot gets, -1 for none
 * @param getter what the first slot gets of its argument; null for the argument itself
 * @param readsResult whether the result is handed over; one that comes later always is
 * @param result when the result is there
 */
public record MethodAdvice(
        int siteId,
        List<Integer> arguments,
        ClientCall.@Nullable Getter getter,
        boolean readsResult,
        ResultKind result) {

    /** Advice for a method that has ended when it returns. */
    public MethodAdvice(int siteId, List<Integer> arguments, boolean readsResult) {
        this(siteId, arguments, null, readsResult, ResultKind.NOW);
    }
}
