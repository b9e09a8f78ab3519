package io.hauberk.kubernetes;

import io.hauberk.registry.Access;
import io.hauberk.registry.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API server, and how we show who we are. */
record Api(String url, @Nullable Path token, Access access) {
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    private static final Path OF_ACCOUNT = ACCOUNT.resolve("token");

    /** That of the cluster we run in, as the pod's service account. */
    static Api inCluster() {
        String host = System.getenv("KUBERNETES_SERVICE_HOST");
        String port = System.getenv("KUBERNETES_SERVICE_PORT_HTTPS");
        String at = host == null ? "kubernetes.default.svc" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return new Api(
                "https://" + at + (port == null ? "" : ":" + port),
                OF_ACCOUNT,
                Access.standard().trusting(ACCOUNT.resolve("ca.crt")));
    }

    Api at(String url) {
        return new Api(url, token, access);
    }

    Api token(Path file) {
        return new Api(url, file, access);
    }

    /** Whoever shows a certificate needs no token, and shows none unless it is named. */
    Api access(Access access) {
        Path shown = access.certificate() != null && OF_ACCOUNT.equals(token) ? null : token;
        return new Api(url, shown, access);
    }

    /** The token is rotated under us, so it is read each time. */
    Map<String, String> headers() throws IOException {
        if (token == null) {
            return Map.of();
        }
        String text = new String(Origin.read(token), StandardCharsets.UTF_8).strip();
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IOException(token + " holds no token.");
        }
        return Map.of("Authorization", "Bearer " + text);
    }

    /** Our own namespace. */
    static String ownNamespace() throws IOException {
        Path file = ACCOUNT.resolve("namespace");
        if (!Files.exists(file)) {
            throw new IOException("It is not known in which namespace we are, since " + file
                    + " does not exist. Name the service's namespace.");
        }
        return new String(Origin.read(file), StandardCharsets.UTF_8).strip();
    }
}
