package io.hauberk.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * What the program logs: everything to the standard error, since the standard output holds the ready line alone. Lines of
 * the access log stand there as they are, so that they can be read as JSON.
 *
 * <p>{@code -Dlogback.configurationFile=FILE} in {@code JAVA_OPTS} replaces it all.
 */
public final class Logs extends ContextAwareBase implements Configurator {
    private static final String ACCESS = "hauberk.access";

    /** Made by Logback. */
    public Logs() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME)
                .addAppender(toStandardError(context, "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %level %logger - %msg%n"));
        context.getLogger(ACCESS).setAdditive(false);
        context.getLogger(ACCESS).addAppender(toStandardError(context, "%msg%n"));
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        context.getLogger("okhttp3").setLevel(Level.WARN);
        // It warns of each bad Host field, in the words of whoever sent it.
        context.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Appender<ILoggingEvent> toStandardError(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
