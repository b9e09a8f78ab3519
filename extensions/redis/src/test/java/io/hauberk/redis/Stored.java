package io.hauberk.redis;

import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.testkit.RedisServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Writes consumers as the documents say, by hand. */
final class Stored {
    private Stored() {}

    static void put(RedisServer server, String prefix, Consumer consumer) throws IOException {
        server.command("SET", prefix + ":consumer:" + consumer.name(), json(consumer));
        for (Credential credential : consumer.credentials()) {
            server.command("SET", prefix + ":credential:" + credential.kind() + ":" + credential.id(), consumer.name());
        }
    }

    private static String json(Consumer consumer) {
        List<String> groups = consumer.groups().stream().map(Stored::quoted).toList();
        return "{" + member("plan", consumer.plan()) + "\"groups\":" + groups + ",\"credentials\":["
                + consumer.credentials().stream().map(Stored::json).collect(Collectors.joining(",")) + "]}";
    }

    private static String json(Credential credential) {
        return "{" + member("id", credential.id()) + member("value", credential.value())
                + member("algorithm", credential.algorithm())
                + member(
                        "expires",
                        credential.expires() == null
                                ? null
                                : credential.expires().toString())
                + "\"kind\":" + quoted(credential.kind().name()) + "}";
    }

    private static String member(String name, String value) {
        return value == null ? "" : quoted(name) + ":" + quoted(value) + ",";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
