package io.hauberk.limit;

import io.hauberk.Request;
import java.util.Set;

/** Health checks, as orchestrators and load balancers make them. */
public final class Health {
    private static final Set<String> PATHS = Set.of("/health", "/healthz", "/livez", "/readyz", "/actuator/health");

    private Health() {}

    /** A GET or HEAD of {@code /health}, {@code /healthz}, {@code /livez}, {@code /readyz}, {@code /actuator/health}, or below. */
    public static boolean asks(Request request) {
        String method = request.method();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return false;
        }
        String path = request.path();
        for (String known : PATHS) {
            if (path.startsWith(known) && (path.length() == known.length() || path.charAt(known.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
