package dev.engram.agent.lifecycle;

import dev.engram.agent.log.Log;

/**
 * Whether this JVM records what will be in an archive of classes, an AOT cache or one of CDS. It cannot archive a class of the
 * JDK that an agent has retransformed: JDK 25 crashes at the end of such a run.
 */
public final class ArchiveRecording {

    private ArchiveRecording() {}

    /** True where it does; false also where this JDK does not tell. */
    public static boolean isOn() {
        try {
            return Boolean.TRUE.equals(Class.forName("jdk.internal.misc.CDS", false, null)
                    .getMethod("isDumpingArchive")
                    .invoke(null));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError other) {
            Log.debug("Whether an archive of classes is recorded is not known (" + other + ").");
            return false;
        }
    }
}
