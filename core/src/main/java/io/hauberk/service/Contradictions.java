package io.hauberk.service;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What in a service contradicts itself. */
final class Contradictions {
    private Contradictions() {}

    static List<String> faults(Service service) {
        String who = "Service " + service.name();
        List<String> faults = new ArrayList<>();
        Discovery discovery = service.discovery();
        List<Endpoint> known = discovery == null ? null : discovery.known();
        if (discovery == null) {
            faults.add(who + " has no endpoints. Give it endpoints, or a discovery.");
        } else if (known != null) {
            endpoints(who, service, known, faults);
        }
        Duration attempt = service.attemptTimeout();
        if (attempt != null && attempt.compareTo(service.timeout()) > 0) {
            faults.add(who + " gives one attempt " + words(attempt) + ", more than the whole call ("
                    + words(service.timeout()) + "). Make attemptTimeout shorter, or timeout longer.");
        }
        if (service.subsetting() != null && service.balancer().agrees()) {
            faults.add(
                    who + " is shared out by " + service.balancer() + ", but with subsetting each client knows other"
                            + " endpoints, so that a key would lead each to another one. Leave subsetting out, or balance otherwise.");
        }
        hedge(who, service, faults);
        limits(who, service, faults);
        String tls = service.tls().contradiction();
        if (tls != null) {
            faults.add(who + ": " + tls);
        }
        return faults;
    }

    /** What is wrong with the fallbacks, once all services are known. */
    static List<String> fallback(Service service, Map<String, Service> all) {
        List<String> way = new ArrayList<>();
        for (Service next = service; next != null; ) {
            way.add(next.name());
            Fallback fallback = next.fallback();
            String name = fallback == null ? null : fallback.service();
            if (name == null) {
                return List.of();
            }
            if (name.equals(service.name())) {
                return List.of("Service " + service.name() + " falls back on itself, by way of "
                        + String.join(", ", way) + ". Let one of them go without a fallback.");
            }
            if (!all.containsKey(name)) {
                return way.size() > 1
                        ? List.of()
                        : List.of("Service " + service.name() + " falls back on " + name
                                + ", which is no service. Add it, or name another.");
            }
            if (way.contains(name)) {
                return List.of();
            }
            next = all.get(name);
        }
        return List.of();
    }

    private static void hedge(String who, Service service, List<String> faults) {
        Hedge hedge = service.hedge();
        Duration attempt = service.attemptTimeout();
        Duration limit = attempt == null ? service.timeout() : attempt;
        Duration after = hedge.after();
        if (hedge.max() > 0 && after != null && after.compareTo(limit) >= 0) {
            faults.add(who + " hedges after " + words(after) + ", when an attempt is over already (" + words(limit)
                    + "). Hedge sooner, or give attempts more time.");
        }
        if (hedge.max() > 0 && service.retry().penniless()) {
            faults.add(
                    who + " hedges within the budget of its retries, and that is nothing. Give retry a budget, or leave"
                            + " hedge out.");
        }
    }

    private static void limits(String who, Service service, List<String> faults) {
        Limits limits = service.limits();
        if (limits != null && limits.requests() > 0 && limits.perEndpoint() > limits.requests()) {
            faults.add(who + " lets one endpoint have " + limits.perEndpoint() + " attempts at a time, but all of them"
                    + " together have " + limits.requests() + " calls. Lower perEndpoint, or raise requests.");
        }
    }

    private static void endpoints(String who, Service service, List<Endpoint> known, List<String> faults) {
        if (known.isEmpty()) {
            faults.add(who + " has an empty list of endpoints. Name at least one.");
        } else if (known.stream().allMatch(e -> e.weight() == 0)) {
            faults.add(who + " has endpoints of weight 0 only, which take nothing. Give one a weight.");
        }
        boolean plain = known.stream().anyMatch(e -> e.scheme().equals("http"));
        boolean secure = known.stream().anyMatch(e -> e.scheme().equals("https"));
        if (plain && secure) {
            faults.add(who + " mixes http and https endpoints. Use one of them.");
        } else if (plain && service.tls().on()) {
            faults.add(who + " asks for " + (service.tls().mode() == Tls.Mode.MUTUAL ? "mutual TLS" : "TLS")
                    + " at an http endpoint. Write https in its URL, or set tls to off.");
        } else if (secure && !service.tls().on()) {
            faults.add(who + " switches TLS off for an https endpoint. Write http in its URL, or leave tls out.");
        }
    }

    static List<String> warnings(Service service) {
        List<String> warnings = new ArrayList<>();
        lateRetries(service, warnings);
        deafToZones(service, warnings);
        unreachableLimit(service, warnings);
        return warnings;
    }

    private static void lateRetries(Service service, List<String> warnings) {
        Duration attempt = service.attemptTimeout();
        if (attempt == null || service.retry().retries() == 0) {
            return;
        }
        Duration before = attempt.multipliedBy(service.retry().retries());
        if (before.compareTo(service.timeout()) >= 0) {
            warnings.add("Service " + service.name() + " has " + service.retry().retries()
                    + " retries, but the last one could not begin: attempts of " + words(attempt)
                    + " each use up the whole call (" + words(service.timeout())
                    + "). Make attemptTimeout shorter, or retry less often.");
        }
    }

    private static void deafToZones(Service service, List<String> warnings) {
        List<String> said = new ArrayList<>();
        if (service.zone() != null) {
            said.add("zone");
        }
        if (service.slowStart() != null) {
            said.add("slowStart");
        }
        if (!said.isEmpty() && !service.balancer().picker(() -> 0).free()) {
            warnings.add("Service " + service.name() + " is balanced by a key (" + service.balancer() + "), so "
                    + String.join(" and ", said) + " mean nothing to it. Set them to off, or balance otherwise.");
        }
    }

    private static void unreachableLimit(Service service, List<String> warnings) {
        Limits limits = service.limits();
        Discovery discovery = service.discovery();
        List<Endpoint> known = discovery == null ? null : discovery.known();
        if (limits == null || known == null || limits.perEndpoint() == 0) {
            return;
        }
        long together = (long) limits.perEndpoint() * known.size();
        if (together < limits.requests()) {
            warnings.add("Service " + service.name() + " may have " + limits.requests() + " calls at a time, but its "
                    + known.size() + " endpoints together have " + together
                    + " attempts. Raise perEndpoint, or lower requests.");
        }
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
