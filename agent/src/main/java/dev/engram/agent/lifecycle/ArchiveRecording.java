package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;
import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;

/**
 * Whether this JVM records what will be in an archive of classes, an AOT cache or one of CDS. It cannot archive a class of its own
 * that an agent has retransformed: JDK 25 crashes at the end of such a run.
 */
public final class ArchiveRecording {

    private static final String JDK = "jdk.internal.misc";

    private ArchiveRecording() {}

    /** True where it does; false also where this JDK does not tell. */
    public static boolean isOn(Instrumentation instrumentation) {
        try {
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of(JDK, Set.of(ArchiveRecording.class.getModule())),
                    Map.of(),
                    Set.of(),
                    Map.of());
            return Boolean.TRUE.equals(Class.forName(JDK + ".CDS", false, null)
                    .getMethod("isDumpingArchive")
                    .invoke(null));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            Log.debug("Whether an archive of classes is recorded is not known (" + other + ").");
            return false;
        }
    }
}
