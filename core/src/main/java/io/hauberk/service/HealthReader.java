package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Reads {@code healthCheck: { … }}. */
final class HealthReader {
    private static final List<String> OF_HTTP = List.of("path", "method", "host", "statuses");

    private HealthReader() {}

    static HealthCheck read(Settings settings) {
        HealthCheck check = kind(settings)
                .unhealthy((int) settings.number("unhealthy", 3, 1, 1000))
                .healthy((int) settings.number("healthy", 2, 1, 1000))
                .assumeHealthy(settings.flag("assumeHealthy", true))
                .endsEjection(settings.flag("endsEjection", true));
        Duration every = settings.duration("every");
        Duration timeout = settings.duration("timeout");
        check = every == null ? check : check.every(every);
        return timeout == null ? check : check.timeout(timeout);
    }

    private static HealthCheck kind(Settings settings) {
        String kind = settings.word("type", settings.has("grpc") ? "grpc" : "http", Set.of("http", "tcp", "grpc"));
        HealthCheck http = http(settings, kind.equals("http"));
        String service = settings.text("grpc");
        for (String name : kind.equals("http") ? List.of("grpc") : OF_HTTP) {
            if (settings.has(name)) {
                settings.fault(name, "A health check by " + kind + " has no " + name + ". Leave it out.");
            }
        }
        return switch (kind) {
            case "tcp" -> HealthCheck.tcp();
            case "grpc" -> HealthCheck.grpc(service == null ? "" : service);
            default -> http;
        };
    }

    private static HealthCheck http(Settings settings, boolean wanted) {
        String path = wanted ? settings.requiredText("path") : "";
        if (!wanted) {
            settings.text("path");
        }
        HealthCheck check = HealthCheck.http("/");
        if (path.startsWith("/")) {
            check = HealthCheck.http(path);
        } else if (!path.isEmpty()) {
            settings.fault("path", "A path begins with a slash. Write /" + path + ".");
        }
        String method = settings.text("method");
        String host = settings.text("host");
        check = method == null ? check : check.method(method);
        check = host == null ? check : check.host(host);
        List<String> statuses = settings.texts("statuses");
        return statuses.isEmpty() ? check : statuses(settings, check, statuses);
    }

    /** One status, or two with a hyphen between them. */
    private static HealthCheck statuses(Settings settings, HealthCheck check, List<String> statuses) {
        String range = statuses.get(0);
        if (statuses.size() > 1 || !range.matches("[1-5][0-9][0-9](-[1-5][0-9][0-9])?")) {
            settings.fault("statuses", "Statuses are one, such as 204, or a range, such as 200-399.");
            return check;
        }
        int first = Integer.parseInt(range.substring(0, 3));
        int last = range.length() > 3 ? Integer.parseInt(range.substring(4)) : first;
        if (last < first) {
            settings.fault("statuses", "This range ends before it begins. Write the lower status first.");
            return check;
        }
        return check.statuses(first, last);
    }
}
