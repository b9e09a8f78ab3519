package io.hauberk.kubernetes;

import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Tree;
import io.hauberk.registry.Sieve;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The slices of one service, and the endpoints that they stand for together. Not thread-safe. */
final class Slices {
    private static final int MAX_SLICES = 20_000;

    private final Target target;
    private final Sieve sieve;
    private final Map<String, Tree> slices = new LinkedHashMap<>();

    Slices(Target target, Sieve sieve) {
        this.target = target;
        this.sieve = sieve;
    }

    void clear() {
        slices.clear();
    }

    /** @throws IOException if there are more than make sense */
    void put(Tree slice) throws IOException {
        slices.put(name(slice), slice);
        if (slices.size() > MAX_SLICES) {
            slices.clear();
            throw new IOException("Kubernetes has more than " + MAX_SLICES + " slices for " + target.service()
                    + ", which is more than makes sense.");
        }
    }

    void remove(Tree slice) {
        slices.remove(name(slice));
    }

    private static String name(Tree slice) {
        return slice.at("metadata", "name").text("");
    }

    /** All of them, each pod once. */
    List<Endpoint> endpoints(String scheme) throws IOException {
        List<Pod> pods = new ArrayList<>();
        for (Tree slice : slices.values()) {
            String type = slice.at("addressType").text("");
            if (wanted(type)) {
                int port = port(slice);
                for (Tree endpoint : slice.at("endpoints").elements()) {
                    pods.add(new Pod(endpoint, type, port));
                }
            }
        }
        Hints hints = Hints.of(target.zone(), pods);
        return sieve.sift(each(pods), pod -> pod.endpoint(scheme, hints));
    }

    private boolean wanted(String type) {
        return switch (type) {
            case "IPv4" -> target.family() != Family.IPV6;
            case "IPv6" -> target.family() != Family.IPV4;
            case "FQDN" -> true;
            default -> false;
        };
    }

    /** Of a pod with an address of each family, the IPv4 one. */
    private static List<Pod> each(List<Pod> pods) {
        Set<String> four = new HashSet<>();
        for (Pod pod : pods) {
            if (pod.type().equals("IPv4") && pod.name() != null && pod.usable()) {
                four.add(pod.name());
            }
        }
        return pods.stream()
                .filter(pod -> !pod.type().equals("IPv6") || pod.name() == null || !four.contains(pod.name()))
                .toList();
    }

    /** The port that was asked for; -1 where this slice has none such. */
    private int port(Tree slice) throws IOException {
        List<Tree> ports = slice.at("ports").elements();
        if (target.port() == null) {
            if (ports.size() > 1) {
                Set<String> names = new TreeSet<>();
                ports.forEach(port -> names.add(
                        port.at("name").text("") + " (" + port.at("port").number(0) + ")"));
                throw new IOException("Service " + target.service() + " has the ports " + String.join(", ", names)
                        + ". Say which one is meant.");
            }
            return ports.isEmpty() ? -1 : ports.get(0).at("port").port();
        }
        for (Tree port : ports) {
            int number = port.at("port").port();
            if (target.port().equals(port.at("name").text("")) || target.port().equals(Integer.toString(number))) {
                return number;
            }
        }
        return -1;
    }

    /** An endpoint of a slice. */
    record Pod(Tree tree, String type, int port) {
        @Nullable String name() {
            return tree.at("targetRef", "name").text();
        }

        boolean ready() {
            return tree.at("conditions", "ready").flag(true);
        }

        boolean leaving() {
            return tree.at("conditions", "terminating").flag(false);
        }

        /** What terminates is no longer ready; it serves for as long as it says so. */
        boolean usable() {
            return port > 0 && (leaving() ? tree.at("conditions", "serving").flag(ready()) : ready());
        }

        List<Tree> zones() {
            return tree.at("hints", "forZones").elements();
        }

        boolean hintedTo(String zone) {
            return zones().stream().anyMatch(hint -> hint.at("name").text("").equals(zone));
        }

        @Nullable Endpoint endpoint(String scheme, Hints hints) {
            if (!usable()) {
                return null;
            }
            List<Tree> addresses = tree.at("addresses").elements();
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("An endpoint has no address.");
            }
            // The first, as the API says; they are alternatives.
            return Endpoint.of(scheme, addresses.get(0).text(""), port)
                    .in(tree.at("zone").text())
                    .priority(hints.priority(this))
                    .labelled(labels())
                    .hashed(name())
                    .leaving(leaving());
        }

        private Map<String, String> labels() {
            Map<String, String> labels = new LinkedHashMap<>();
            String pod = name();
            String node = tree.at("nodeName").text();
            if (pod != null) {
                labels.put("pod", pod);
            }
            if (node != null) {
                labels.put("node", node);
            }
            return labels;
        }
    }

    /** For whom the slices say that endpoints are; a zone of null where nobody asks, or they do not say it of all. */
    record Hints(@Nullable String zone) {
        static Hints of(@Nullable String zone, List<Pod> pods) {
            List<Pod> usable = pods.stream().filter(Pod::usable).toList();
            boolean told = zone != null
                    && usable.stream().noneMatch(pod -> pod.zones().isEmpty())
                    && usable.stream().anyMatch(pod -> pod.hintedTo(zone));
            return new Hints(told ? zone : null);
        }

        int priority(Pod pod) {
            return zone == null || pod.hintedTo(zone) ? 0 : 1;
        }
    }
}
