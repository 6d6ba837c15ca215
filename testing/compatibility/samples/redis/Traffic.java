import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes and reads keys of many slots until a file is there. After each round it writes the number of the round to another
 * file. At the end it prints how many commands it sent, and how many failed how.
 */
class Traffic {

    /** One of the clients. */
    interface Client {
        String set(String key, String value) throws Exception;

        String get(String key) throws Exception;
    }

    private final Client client;
    private final Map<String, Integer> failed = new TreeMap<>();
    private int sent;
    private int wrong;

    private Traffic(Client client) {
        this.client = client;
    }

    static void run(Client client, Path progress, Path stop) throws Exception {
        Traffic traffic = new Traffic(client);
        for (int round = 1; !Files.exists(stop); round++) {
            for (int i = 0; i < 12; i++) {
                traffic.writeAndRead("{" + i + "}:" + round, Sequence.SECRET + round);
            }
            write(progress, round);
        }
        System.out.println("sent " + traffic.sent + " wrong " + traffic.wrong + " failed " + traffic.failed);
    }

    private static void write(Path progress, int round) throws IOException {
        Path next = progress.resolveSibling("next");
        Files.writeString(next, Integer.toString(round));
        Files.move(next, progress, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeAndRead(String key, String value) {
        try {
            sent++;
            client.set(key, value);
            sent++;
            if (!value.equals(client.get(key))) {
                wrong++;
            }
        } catch (Exception thrown) {
            failed.merge(thrown.getClass().getSimpleName(), 1, Integer::sum);
        }
    }
}
