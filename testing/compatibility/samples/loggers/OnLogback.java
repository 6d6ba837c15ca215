import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs by Logback: at once, and by an appender of its own thread. */
class OnLogback {

    public static void main(String[] args) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger log = context.getLogger("notes");
        log.setAdditive(false);
        ConsoleAppender<ILoggingEvent> console = console(context, "at once");
        log.addAppender(console);
        AsyncAppender later = new AsyncAppender();
        later.setContext(context);
        later.addAppender(console(context, "later"));
        later.start();
        log.addAppender(later);

        NoteMemoryManager memory = new NoteMemoryManager(log::info);
        log.info("before");
        MDC.put("tenant", "acme");
        memory.store("k", "v");
        MDC.put("trace_id", "own");
        memory.store("own", "v");
        MDC.clear();
        log.info("after");
        context.stop();
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, String name) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(name + " [%X{trace_id}][%X{span_id}][%X{trace_flags}][%X{tenant}] %m%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        return console;
    }
}
