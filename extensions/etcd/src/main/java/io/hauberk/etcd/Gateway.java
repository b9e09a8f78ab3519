package io.hauberk.etcd;

import io.hauberk.json.JsonObject;
import io.hauberk.json.Tree;
import io.hauberk.registry.Incoming;
import io.hauberk.registry.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** etcd's JSON gateway: POST of JSON, answers in JSON, watches as a line for each event. */
final class Gateway {
    private static final Duration HEAD = Duration.ofSeconds(5);
    private static final Duration CONTENT = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 32 << 20;

    private final Origin origin;
    private final Etcd.@Nullable Credentials credentials;
    private @Nullable String token;

    Gateway(Origin origin, Etcd.@Nullable Credentials credentials) {
        this.origin = origin;
        this.credentials = credentials;
    }

    /** The answer to one request. */
    Tree call(String path, String json) throws IOException, InterruptedException {
        try (Incoming answer = open(path, json)) {
            return object(answer.text(MAX_BYTES, CONTENT));
        }
    }

    /** An answer that goes on; to be closed. */
    Incoming open(String path, String json) throws IOException, InterruptedException {
        if (credentials != null && token == null) {
            token = authenticate(credentials);
        }
        Incoming answer = origin.post(path, json, headers(), HEAD);
        if (answer.status() == 200) {
            return answer;
        }
        try (answer) {
            // Tokens expire; the next round asks for another one.
            token = null;
            String reason =
                    Tree.object(answer.text(MAX_BYTES, CONTENT)).at("error").text("without a reason");
            throw new IOException("etcd answers " + answer.status() + ": " + reason + ".");
        }
    }

    private String authenticate(Etcd.Credentials credentials) throws IOException, InterruptedException {
        String json = new JsonObject()
                .member("name", credentials.user())
                .member("password", credentials.password())
                .toString();
        try (Incoming answer = origin.post("/v3/auth/authenticate", json, Map.of(), HEAD)) {
            String fresh =
                    Tree.object(answer.text(MAX_BYTES, CONTENT)).at("token").text();
            if (fresh == null) {
                throw new IOException("etcd does not take the user " + credentials.user() + " with this password.");
            }
            return fresh;
        }
    }

    private Map<String, String> headers() {
        return token == null ? Map.of() : Map.of("Authorization", token);
    }

    static Tree object(String text) throws IOException {
        Tree object = Tree.object(text);
        if (!object.isObject()) {
            throw new IOException("etcd answers with what is none.");
        }
        return object;
    }
}
