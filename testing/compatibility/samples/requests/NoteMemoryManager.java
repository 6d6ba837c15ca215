/** A memory that does something of its own while it stores. */
public final class NoteMemoryManager {

    /** Does something that may fail. */
    public interface Step {
        void run() throws Exception;
    }

    static final NoteMemoryManager MEMORY = new NoteMemoryManager();

    private NoteMemoryManager() {}

    public void store(String key, String note, Step within) throws Exception {
        within.run();
    }

    static void store(String key) throws Exception {
        MEMORY.store(key, "note", () -> {});
    }
}
