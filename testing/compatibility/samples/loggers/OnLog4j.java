import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;

/** Logs by Log4j 2: at once, and by an appender of its own thread. */
class OnLog4j {

    private static final String PATTERN = " [%X{trace_id}][%X{span_id}][%X{trace_flags}][%X{tenant}] %m%n";

    private static final String CONFIGURATION = "<Configuration><Appenders>"
            + "<Console name='now'><PatternLayout pattern='at once" + PATTERN + "'/></Console>"
            + "<Console name='console'><PatternLayout pattern='later" + PATTERN + "'/></Console>"
            + "<Async name='later'><AppenderRef ref='console'/></Async></Appenders>"
            + "<Loggers><Root level='info'><AppenderRef ref='now'/><AppenderRef ref='later'/></Root></Loggers>"
            + "</Configuration>";

    public static void main(String[] args) throws Exception {
        LoggerContext context = Configurator.initialize(
                null,
                new ConfigurationSource(new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8))));
        Logger log = LogManager.getLogger("notes");
        NoteMemoryManager memory = new NoteMemoryManager(log::info);
        log.info("before");
        ThreadContext.put("tenant", "acme");
        memory.store("k", "v");
        ThreadContext.put("trace_id", "own");
        memory.store("own", "v");
        ThreadContext.clearMap();
        log.info("after");
        context.stop();
    }
}
