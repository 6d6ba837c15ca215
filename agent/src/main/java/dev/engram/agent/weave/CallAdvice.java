package dev.engram.agent.weave;

import dev.engram.bootstrap.Probe;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The code that is copied into every woven method. It names no class but {@link Probe} and the JDK's.
 *
 * <p>What {@code suppress} catches never comes from the recorder, which handles its own errors; it is the last line, for
 * example when a class loader hides {@link Probe}.
 */
final class CallAdvice {

    private CallAdvice() {}

    /** The site's number. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface SiteNumber {}

    /** The argument that the rule reads in this slot, null where it reads fewer. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Slot {
        int value();
    }

    /** The receiver, null in a static method. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Self {}

    /** The result, boxed if need be, where the rule reads it; else null. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Result {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static @Nullable Object enter(
            @SiteNumber int site,
            @Self @Nullable Object self,
            @Slot(0) @Nullable Object a0,
            @Slot(1) @Nullable Object a1,
            @Slot(2) @Nullable Object a2,
            @Slot(3) @Nullable Object a3,
            @Slot(4) @Nullable Object a4,
            @Slot(5) @Nullable Object a5) {
        return Probe.enter(site, self, a0, a1, a2, a3, a4, a5);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class, backupArguments = false)
    static void exit(
            @Advice.Enter @Nullable Object frame,
            @Result @Nullable Object result,
            @Advice.Thrown @Nullable Throwable thrown) {
        Probe.exit(frame, result, thrown);
    }
}
