import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A generated sequence of calls of a Redis client: drawn from steps by a random generator that begins the same in each run.
 * Prints one line a call, what it returned or threw. Two runs on an empty server print the same bytes.
 */
class Sequence {

    /** A part of all values, fields, members, messages, scripts and passwords, and of no key. */
    static final String SECRET = "s3cr3t";

    private static final String[] KINDS = {"string", "counter", "hash", "list", "set", "sorted"};

    /** One call. */
    interface Step {
        Object call() throws Exception;
    }

    final Random random = new Random(14);
    private final List<Step> steps = new ArrayList<>();
    private final PrintStream out = new PrintStream(System.out, false, UTF_8);
    private int line;
    private int inVain;

    void add(Step... more) {
        steps.addAll(List.of(more));
    }

    /** Calls that many of them, then says what was sent in vain. */
    void run(int times) {
        for (int i = 0; i < times; i++) {
            print(steps.get(random.nextInt(steps.size())));
        }
        out.println("in vain " + inVain);
        out.flush();
    }

    /** Calls it and prints its line. */
    void print(Step step) {
        String shown;
        try {
            shown = show(step.call());
        } catch (Exception thrown) {
            shown = failed(thrown);
        }
        out.println(line++ + " " + shown);
    }

    /** A key of that kind, at times of another kind, and then the command is an error. */
    String key(String kind) {
        String drawn = random.nextInt(15) == 0 ? KINDS[random.nextInt(KINDS.length)] : kind;
        return drawn + ":" + random.nextInt(10);
    }

    byte[] binaryKey(String kind) {
        byte[] key = (key(kind) + ":. ").getBytes(UTF_8);
        key[key.length - 1] = (byte) 0xfe;
        return key;
    }

    String value() {
        return SECRET + " ünd\r\n" + random.nextInt(1000) + "x".repeat(random.nextInt(20) == 0 ? 5000 : 3);
    }

    byte[] binaryValue() {
        byte[] value = (SECRET + "................").getBytes(UTF_8);
        for (int i = SECRET.length(); i < value.length; i++) {
            value[i] = (byte) random.nextInt(256);
        }
        return value;
    }

    /** Of a hash or set. */
    String member() {
        return SECRET + "-" + random.nextInt(8);
    }

    /** A key for what is queued in a transaction that does not come to be. Nothing else sends its command, DECRBY. */
    String inVain() {
        inVain++;
        return "counter:in-vain";
    }

    /** Text of the failure of one command, other than in the result of a batch. */
    static String failed(Throwable thrown) {
        return "FAILED " + show(thrown);
    }

    /** Text of a result, the same in each run. */
    static String show(Object result) {
        if (result instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (result instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return show(bytes);
        }
        if (result instanceof Map.Entry<?, ?> entry) {
            return show(entry.getKey()) + "=" + show(entry.getValue());
        }
        if (result instanceof Map<?, ?> map) {
            return unordered(map.entrySet());
        }
        if (result instanceof Set<?> set) {
            return unordered(set);
        }
        if (result instanceof Iterable<?> list) {
            List<String> shown = new ArrayList<>();
            list.forEach(each -> shown.add(show(each)));
            return shown.toString();
        }
        if (result instanceof Throwable thrown) {
            String cause = thrown.getCause() == null ? "" : " because of " + show(thrown.getCause());
            // Redisson says by which connection, and that has another port in each run.
            String message = show(thrown.getMessage()).replaceAll("\\. channel: .*", "");
            return thrown.getClass().getName() + ": " + message + cause;
        }
        return String.valueOf(result).replace("\r", "\\r").replace("\n", "\\n");
    }

    /** Text of what Redis gives in no order. */
    static String unordered(Collection<?> results) {
        return results.stream()
                .map(Sequence::show)
                .sorted()
                .collect(Collectors.toList())
                .toString();
    }
}
