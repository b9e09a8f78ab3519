package io.hauberk.accesslog;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads an {@code accessLog} of a configuration file. */
final class AccessLogReader {
    private final Settings settings;
    private AccessLog log = AccessLog.json();

    AccessLogReader(Settings settings) {
        this.settings = settings;
    }

    AccessLog read() {
        if (settings.word("format", "json", Set.of("json", "text")).equals("text")) {
            log = AccessLog.text();
        }
        String logger = settings.text("logger");
        if (logger != null) {
            log = log.logger(logger);
        }
        each("omit", name -> log.without(name));
        each("requestHeaders", name -> log.requestHeaders(name));
        each("responseHeaders", name -> log.responseHeaders(name));
        each("query", name -> log.queryValues(name));
        for (Map.Entry<String, String> field : settings.entries("add").entrySet()) {
            attempt("add", () -> log.with(field.getKey(), field.getValue()));
        }
        log = log.sample(settings.percent("sample", 100));
        Duration slow = settings.duration("slow");
        if (slow != null) {
            log = log.slow(slow);
        }
        return log.maxLength((int) settings.number("maxLength", 1024, 16, 65_536));
    }

    private void each(String parameter, Function<String, AccessLog> change) {
        for (String name : settings.texts(parameter)) {
            attempt(parameter, () -> change.apply(name));
        }
    }

    private void attempt(String parameter, Supplier<AccessLog> change) {
        try {
            log = change.get();
        } catch (IllegalArgumentException e) {
            settings.fault(parameter, String.valueOf(e.getMessage()));
        }
    }
}
