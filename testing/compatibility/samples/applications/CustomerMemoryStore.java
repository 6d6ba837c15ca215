import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What customers ask to keep in mind: one note each. Where it lies a subclass knows. */
abstract class CustomerMemoryStore {

    public void put(String customer, String note) {
        Tally.add("note.stores");
        Tally.add("note.bytes.stored", bytes(note));
        write(customer, note);
    }

    public Optional<String> get(String customer) {
        Tally.add("note.reads");
        String note = read(customer);
        if (note != null) {
            Tally.add("note.hits");
            Tally.add("note.bytes.read", bytes(note));
        }
        return Optional.ofNullable(note);
    }

    abstract void write(String customer, String note);

    /** Null where there is none. */
    abstract String read(String customer);

    private static int bytes(String note) {
        return note.getBytes(StandardCharsets.UTF_8).length;
    }
}
