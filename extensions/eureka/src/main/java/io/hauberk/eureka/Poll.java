package io.hauberk.eureka;

import io.hauberk.discovery.Endpoint;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.json.Tree;
import io.hauberk.registry.Incoming;
import io.hauberk.registry.Origin;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Asks for the application. One that Eureka does not know (404) has no instances. */
final class Poll implements Rounds.Look {
    private static final Duration HEAD = Duration.ofSeconds(5);
    private static final Duration CONTENT = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 32 << 20;

    private final Watcher watcher;
    private final Eureka eureka;
    private final Origin origin;
    private final Sieve sieve;

    Poll(Watcher watcher, Eureka eureka, Origin origin) {
        this.watcher = watcher;
        this.eureka = eureka;
        this.origin = origin;
        this.sieve = new Sieve(watcher.service(), "Eureka");
    }

    @Override
    public Duration look(Consumer<List<Endpoint>> found) throws IOException, InterruptedException {
        String target = "/apps/" + eureka.application().toUpperCase(Locale.ROOT);
        try (Incoming answer = origin.get(target, headers(), HEAD)) {
            String text = answer.text(MAX_BYTES, CONTENT);
            if (answer.status() == 404) {
                found.accept(List.of());
                return eureka.every();
            }
            if (answer.status() == 401 || answer.status() == 403) {
                throw new IOException(
                        "Eureka does not let us in (" + answer.status() + "). Give a user and a password.");
            }
            if (answer.status() != 200) {
                throw new IOException("Eureka answers " + answer.status() + ".");
            }
            Tree application = Tree.object(text).at("application");
            if (!application.isObject()) {
                throw new IOException("Eureka answers with what is no application.");
            }
            found.accept(sieve.sift(
                    application.at("instance").elements(),
                    instance -> Instance.endpoint(instance, watcher.scheme(), eureka.byName())));
        }
        return eureka.every();
    }

    private Map<String, String> headers() {
        String authorization = eureka.authorization();
        return authorization == null ? Map.of() : Map.of("Authorization", authorization);
    }
}
