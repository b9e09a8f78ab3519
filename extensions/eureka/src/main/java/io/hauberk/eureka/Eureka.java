package io.hauberk.eureka;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.registry.Access;
import io.hauberk.registry.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The instances of an application at Eureka whose status is {@code UP}. Asks for that application alone, every 30 s: the
 * answer is small, and Eureka has nothing that waits for a change. The zone is {@code zone} in an instance's metadata, else
 * the availability zone that its data center tells; the weight is {@code weight} in its metadata; its metadata are labels,
 * and its instance ID is the key for consistent hashing. A service over TLS takes the secure port of an instance, and
 * leaves out those that have none.
 *
 * <p>Immutable, thread-safe.
 *
 * @see <a href="https://github.com/Netflix/eureka/wiki/Eureka-REST-operations">Eureka REST operations</a>
 */
public final class Eureka implements Discovery {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,255}");
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final String application;
    private final List<String> urls;
    private final Duration every;
    private final boolean byName;
    private final @Nullable String authorization;
    private final Access access;

    private Eureka(
            String application,
            List<String> urls,
            Duration every,
            boolean byName,
            @Nullable String authorization,
            Access access) {
        this.application = application;
        this.urls = urls;
        this.every = every;
        this.byName = byName;
        this.authorization = authorization;
        this.access = access;
    }

    /**
     * The instances of an application.
     *
     * @param application as registered; case does not matter
     * @param urls of the servers, such as {@code http://eureka:8761/eureka}; the next is asked where one fails
     */
    public static Eureka application(String application, String... urls) {
        if (!NAME.matcher(application).matches()) {
            throw new IllegalArgumentException("\"" + application + "\" cannot name an application of Eureka.");
        }
        if (urls.length == 0) {
            throw new IllegalArgumentException(
                    "Eureka is asked at one URL at least, such as http://eureka:8761/eureka.");
        }
        List<String> all = Stream.of(urls).map(Origin::requireUrl).toList();
        return new Eureka(application, all, EVERY, false, null, Access.standard());
    }

    /** Asks again after this time, varied by a tenth. Default: 30 s, as Eureka's own client. */
    public Eureka every(Duration every) {
        if (every.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "Eureka is asked every 100 ms at most, but this asks for " + every + ".");
        }
        return new Eureka(application, urls, every, byName, authorization, access);
    }

    /** Calls instances by their host names and not by their addresses. Default: by their addresses. */
    public Eureka byName(boolean byName) {
        return new Eureka(application, urls, every, byName, authorization, access);
    }

    /** Shows who we are by HTTP basic authentication. Default: nobody. */
    public Eureka as(String user, String password) {
        if (user.isEmpty() || password.isEmpty() || user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "Basic authentication takes a user, without a colon, and a password. Give both, or neither.");
        }
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new Eureka(application, urls, every, byName, "Basic " + credentials, access);
    }

    /** Trusts the authorities in this PEM file. Default: those of the JDK. */
    public Eureka trust(Path file) {
        return access(before -> before.trusting(file));
    }

    /** Shows this certificate, PEM, with its issuers. Default: none. */
    public Eureka certificate(Path certificate, Path privateKey) {
        return access(before -> before.showing(certificate, privateKey));
    }

    Eureka access(UnaryOperator<Access> change) {
        return new Eureka(application, urls, every, byName, authorization, change.apply(access));
    }

    String application() {
        return application;
    }

    Duration every() {
        return every;
    }

    boolean byName() {
        return byName;
    }

    @Nullable String authorization() {
        return authorization;
    }

    @Override
    public Watch watch(Watcher watcher) {
        Origin origin = new Origin(urls, access);
        Rounds rounds = Rounds.apart(watcher, new Poll(watcher, this, origin));
        return () -> {
            rounds.close();
            origin.close();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Eureka that
                && application.equals(that.application)
                && urls.equals(that.urls)
                && every.equals(that.every)
                && byName == that.byName
                && Objects.equals(authorization, that.authorization)
                && access.equals(that.access);
    }

    @Override
    public int hashCode() {
        return Objects.hash(application, urls, every);
    }

    @Override
    public String toString() {
        return "eureka " + application;
    }
}
