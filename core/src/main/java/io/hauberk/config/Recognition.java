package io.hauberk.config;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.gateway.Switches;
import io.hauberk.route.ValuePattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which consumer an authenticated caller is, by its principal or the name in its certificate, and leads it
 * through the limits of its plan. Stands right after authentication. Who is no consumer passes as it is.
 */
final class Recognition implements Filter {
    private final Map<String, Map<String, Known>> subjects = new HashMap<>();
    private final List<Peer> peers = new ArrayList<>();
    private final Map<String, Known> names = new HashMap<>();

    private final Switches switches;

    /** @param limits the filters of each plan, by its name */
    Recognition(List<Consumer> consumers, Map<String, List<Filter>> limits, Switches switches) {
        this.switches = switches;
        for (Consumer consumer : consumers) {
            List<Filter> plan = consumer.plan() == null ? List.of() : limits.getOrDefault(consumer.plan(), List.of());
            Known known = new Known(consumer, plan, Decision.of("consumers", Outcome.APPLIED, consumer.name()));
            names.put(consumer.name(), known);
            for (Consumer.Subject subject : consumer.subjects()) {
                subjects.computeIfAbsent(subject.issuer(), issuer -> new HashMap<>())
                        .put(subject.principal(), known);
            }
            consumer.peers().forEach(pattern -> peers.add(new Peer(ValuePattern.of(pattern), known)));
        }
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Caller caller = request.exchange().caller();
        Known known = find(caller);
        if (known == null) {
            return next.handle(request);
        }
        if (caller.consumer() == null) {
            request.exchange().attach(caller.withConsumer(known.consumer.name(), groups(caller, known)));
        }
        request.exchange().record(known.decision);
        Handler inside = next;
        for (int i = known.limits.size() - 1; i >= 0; i--) {
            inside = switches.around("plans", known.limits.get(i), inside);
        }
        return inside.handle(request);
    }

    private @Nullable Known find(Caller caller) {
        if (caller.consumer() != null) {
            return names.get(caller.consumer());
        }
        Map<String, Known> principals = caller.issuer() == null ? null : subjects.get(caller.issuer());
        Known known = principals == null || caller.principal() == null ? null : principals.get(caller.principal());
        return known != null ? known : peer(caller.peer());
    }

    private @Nullable Known peer(@Nullable String name) {
        for (int i = 0; name != null && i < peers.size(); i++) {
            if (peers.get(i).pattern.matches(name)) {
                return peers.get(i).known;
            }
        }
        return null;
    }

    private static Set<String> groups(Caller caller, Known known) {
        if (caller.groups().isEmpty()) {
            return known.consumer.groups();
        }
        Set<String> all = new HashSet<>(caller.groups());
        all.addAll(known.consumer.groups());
        return all;
    }

    @Override
    public String name() {
        return "consumers";
    }

    @Override
    public Concern concern() {
        return Concern.OTHER;
    }

    @Override
    public String toString() {
        return "consumers " + names.keySet();
    }

    private record Known(Consumer consumer, List<Filter> limits, Decision decision) {}

    private record Peer(ValuePattern pattern, Known known) {}
}
