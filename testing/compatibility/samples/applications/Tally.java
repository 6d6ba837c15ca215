import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** What a program does in a turn, as it counts itself; it is printed when the turn is over. Thread-safe. */
final class Tally {

    private static final Map<String, Long> COUNTS = new TreeMap<>();

    private Tally() {}

    static synchronized void add(String what, long count) {
        COUNTS.merge(what, count, Long::sum);
    }

    /** One more. */
    static void add(String what) {
        add(what, 1);
    }

    /** A customer's turn: prints the answer, then what was done for it. */
    static void turn(BinaryOperator<String> desk, String customer, String message) {
        System.out.println(customer + ": " + desk.apply(customer, message));
        print(customer);
    }

    private static synchronized void print(String session) {
        StringBuilder line = new StringBuilder("turn " + session);
        COUNTS.forEach(
                (what, count) -> line.append(' ').append(what).append('=').append(count));
        System.out.println(line);
        COUNTS.clear();
    }
}
