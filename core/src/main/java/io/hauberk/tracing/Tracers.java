package io.hauberk.tracing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks once whether this process has a tracer: an agent, or a library that makes spans. */
final class Tracers {
    /** Class and name. */
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("io.opentelemetry.javaagent.OpenTelemetryAgent", "the OpenTelemetry agent");
        KNOWN.put("datadog.trace.bootstrap.AgentBootstrap", "the Datadog agent");
        KNOWN.put("co.elastic.apm.agent.premain.AgentMain", "the Elastic APM agent");
        KNOWN.put("com.newrelic.bootstrap.BootstrapAgent", "the New Relic agent");
        KNOWN.put("io.micrometer.tracing.Tracer", "Micrometer Tracing");
        KNOWN.put("io.opentelemetry.sdk.trace.SdkTracerProvider", "the OpenTelemetry SDK");
    }

    private Tracers() {}

    private static final class OfThisProcess {
        private static final @Nullable String NAME = among(Tracers::present);
    }

    /** Its name, or null. */
    static @Nullable String found() {
        return OfThisProcess.NAME;
    }

    static @Nullable String among(Predicate<String> present) {
        for (Map.Entry<String, String> known : KNOWN.entrySet()) {
            if (present.test(known.getKey())) {
                return known.getValue();
            }
        }
        return null;
    }

    /** Agents are visible to the system's loader, libraries to ours or to that of the application. */
    private static boolean present(String type) {
        return present(type, ClassLoader.getSystemClassLoader())
                || present(type, Tracers.class.getClassLoader())
                || present(type, Thread.currentThread().getContextClassLoader());
    }

    private static boolean present(String type, @Nullable ClassLoader loader) {
        try {
            return Class.forName(type, false, loader) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
