package dev.engram.agent.weave;

import dev.engram.agent.redis.ClientCall;
import dev.engram.agent.rule.Accessor;
import dev.engram.agent.rule.Path;
import dev.engram.agent.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.jar.asm.Type;
import org.jspecify.annotations.Nullable;

/** A method that is to be woven, and what takes it: a rule, or a client library's call. Immutable. */
public final class Choice {

    private final String typeName;
    private final MethodShape method;
    private final @Nullable Rule rule;
    private final @Nullable ClientCall call;

    private Choice(String typeName, MethodShape method, @Nullable Rule rule, @Nullable ClientCall call) {
        this.typeName = typeName;
        this.method = method;
        this.rule = rule;
        this.call = call;
    }

    static Choice of(String typeName, MethodShape method, Rule rule) {
        return new Choice(typeName, method, rule, null);
    }

    static Choice of(String typeName, MethodShape method, ClientCall call) {
        return new Choice(typeName, method, null, call);
    }

    MethodShape shape() {
        return method;
    }

    /** The rule that takes it; null for a client library's call. */
    public @Nullable Rule rule() {
        return rule;
    }

    /** The client library's call; null where a rule takes the method. */
    @Nullable
    ClientCall call() {
        return call;
    }

    /** The class that declares the method. */
    public String type() {
        return typeName;
    }

    /** Type and name, without parameters: {@code com.acme.MemoryManager.store}. */
    public String method() {
        return typeName + "." + method.name();
    }

    /** The names of the parameters' erased types. */
    public List<String> params() {
        return method.parameterNames();
    }

    /** The name of the erased type of its result, {@code void} without one. */
    public String result() {
        return method.result().getClassName();
    }

    /** Which paths of the rule cannot work with this method, one sentence each; they read as null. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        Rule read = rule;
        if (read == null) {
            return faults;
        }
        List<Accessor> accessors = new ArrayList<>(read.fields().values());
        accessors.addAll(read.attributes().values());
        accessors.addAll(read.gauges().values());
        for (Accessor accessor : accessors) {
            for (Path path : accessor.paths()) {
                String fault = fault(path);
                if (fault != null) {
                    faults.add(
                            read.source() + ": the path " + path + " cannot be read: " + method() + " " + fault + ".");
                }
            }
        }
        return faults;
    }

    private @Nullable String fault(Path path) {
        int count = method.parameters().length;
        if (path.argument() >= count) {
            return "has " + count + (count == 1 ? " parameter" : " parameters") + ", counted from arg0";
        }
        if (path.base() == Path.Base.THIS && method.isStatic()) {
            return "is static";
        }
        return path.base() == Path.Base.RETURN && method.result().getSort() == Type.VOID ? "returns nothing" : null;
    }

    @Override
    public String toString() {
        return method() + "(" + String.join(", ", params()) + ")";
    }
}
