import java.util.function.Consumer;

/** A memory that logs what it does. */
class NoteMemoryManager {
    private final Consumer<String> log;

    NoteMemoryManager(Consumer<String> log) {
        this.log = log;
    }

    public void store(String key, String value) {
        log.accept("stored " + key);
    }
}
