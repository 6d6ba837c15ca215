package dev.engram.collector.keyspace.survey.usage;

import java.time.Instant;
import java.util.List;

/** Tells what agents did with their memory, as far as that was recorded. */
public interface AccessLog {

    /**
     * What was recorded.
     *
     * @param byKey operations on single keys; those with the most accesses where there are too many
     * @param byNamespace all operations, summed up by namespace; their keys are empty
     * @param commands what Redis commands did with keys of the server; their namespaces are empty. They may be parts of the operations
     * @param truncated whether keys are missing
     */
    record Accesses(List<Access> byKey, List<Access> byNamespace, List<Access> commands, boolean truncated) {

        /** Without commands. */
        public Accesses(List<Access> byKey, List<Access> byNamespace, boolean truncated) {
            this(byKey, byNamespace, List.of(), truncated);
        }
    }

    /** That nothing can be told. The message says why, in the second half of a sentence. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        public Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** All that is recorded; what is newer than {@code since} counts as recent. */
    Accesses read(Instant since) throws Unavailable;
}
