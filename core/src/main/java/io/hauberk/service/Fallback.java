package io.hauberk.service;

import io.hauberk.Handler;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.rewrite.Respond;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What answers in place of a service: another service, or any {@link Handler}, such as one with a fixed answer. Immutable,
 * thread-safe.
 *
 * <p>By default it takes the place of calls that were refused on our side (no endpoint, circuit open, overloaded, too late,
 * by a filter that answers 503 or 504) and of those that failed, and of the statuses asked for; never of what was
 * cancelled. Another service is asked only where the body can still be sent, and within the same deadline. The answer bears
 * {@code x-hauberk-fallback} with the name of the service that it stands in for, the exchange a decision {@code fallback}.
 */
public final class Fallback {
    static final String FIELD = "x-hauberk-fallback";

    private final @Nullable String service;
    private final @Nullable Handler handler;
    private final boolean refused;
    private final boolean failed;
    private final Set<Integer> statuses;

    private Fallback(
            @Nullable String service,
            @Nullable Handler handler,
            boolean refused,
            boolean failed,
            Set<Integer> statuses) {
        this.service = service;
        this.handler = handler;
        this.refused = refused;
        this.failed = failed;
        this.statuses = Set.copyOf(statuses);
    }

    /** The service of this name. */
    public static Fallback service(String name) {
        return new Fallback(name, null, true, true, Set.of());
    }

    /** This handler. Two fallbacks are equal only with the same one. */
    public static Fallback handler(Handler handler) {
        return new Fallback(null, handler, true, true, Set.of());
    }

    /** Also in place of answers with these statuses, 400 to 599. */
    public Fallback on(int... statuses) {
        for (int status : statuses) {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException(
                        "A fallback takes the place of statuses from 400 to 599, not of " + status + ".");
            }
        }
        return new Fallback(
                service,
                handler,
                refused,
                failed,
                new TreeSet<>(Arrays.stream(statuses).boxed().toList()));
    }

    /** Not in place of calls that were refused on our side. */
    public Fallback notOnRefused() {
        return new Fallback(service, handler, false, failed, statuses);
    }

    /** Not in place of calls that failed. */
    public Fallback notOnFailed() {
        return new Fallback(service, handler, refused, false, statuses);
    }

    /** The name of the service that stands in; null where a handler does. */
    public @Nullable String service() {
        return service;
    }

    @Nullable Handler handler() {
        return handler;
    }

    /** Why it takes the place of this answer; null where it does not. */
    @Nullable String wants(Response response) {
        if (response.rejection() != null) {
            boolean ours = response.status() == 503 || response.status() == 504;
            return refused && ours ? "refused" : null;
        }
        return statuses.contains(response.status()) ? "status" : null;
    }

    /** Whether it takes the place of a failure. */
    boolean wants(Failure failure) {
        return failed && failure != Failure.CANCELLED;
    }

    /** Reads {@code fallback: { service | respond, on }}. */
    static @Nullable Fallback from(Settings settings) {
        String service = settings.text("service");
        Settings respond = settings.block("respond");
        if ((service == null) == (respond == null)) {
            settings.fault("", "A fallback is a service or a respond. Give one of them.");
            return null;
        }
        Fallback read =
                service != null ? service(service) : handler(Respond.from(Objects.requireNonNull(respond, "respond")));
        return settings.has("on") ? read.on(settings, settings.texts("on")) : read;
    }

    private Fallback on(Settings settings, List<String> names) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String name : names) {
            if (name.matches("[45][0-9][0-9]")) {
                numbers.add(Integer.parseInt(name));
            } else if (!name.equals("refused") && !name.equals("failed")) {
                settings.fault(
                        "on",
                        "\"" + name + "\" is nothing to fall back on. There are refused, failed, and statuses from"
                                + " 400 to 599.");
            }
        }
        return new Fallback(service, handler, names.contains("refused"), names.contains("failed"), numbers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fallback that
                && Objects.equals(service, that.service)
                && Objects.equals(handler, that.handler)
                && refused == that.refused
                && failed == that.failed
                && statuses.equals(that.statuses);
    }

    @Override
    public int hashCode() {
        return Objects.hash(service, handler, refused, failed, statuses);
    }

    @Override
    public String toString() {
        return "fallback to " + (service != null ? service : handler);
    }
}
