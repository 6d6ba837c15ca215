import io.agentscope.core.agent.StreamOptions;
import java.util.List;

/** A guest is answered part by part. */
class Streams {

    public static void main(String[] args) {
        System.out.println(
                Turns.agent().stream(List.of(Turns.message("How is the weather in Rome")), StreamOptions.defaults())
                                .collectList()
                                .block()
                                .size()
                        > 0);
    }
}
