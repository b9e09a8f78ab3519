package io.hauberk.config;

import io.hauberk.Concern;
import io.hauberk.Handler;
import io.hauberk.Settings;
import io.hauberk.config.Node.Mapping;
import io.hauberk.config.Node.Sequence;
import io.hauberk.route.Match;
import io.hauberk.service.Criticality;
import io.hauberk.service.Weighted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code routes:} of all files. */
final class RoutesReader {
    private final Reading reading;
    private final FilterReader filters;
    private final Map<String, Function<Settings, Handler>> answers;
    private final List<RouteEntry> routes = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();
    /** How many routes without a name have one match; they are numbered. */
    private final Map<String, Integer> alike = new HashMap<>();

    /** {@code answers} read what answers a request in this process, by key: {@code respond}, {@code redirect}. */
    RoutesReader(Reading reading, FilterReader filters, Map<String, Function<Settings, Handler>> answers) {
        this.reading = reading;
        this.filters = filters;
        this.answers = answers;
    }

    List<RouteEntry> read(Document document) {
        for (NodeSettings file : document.all()) {
            Node node = file.node("routes");
            if (node instanceof Sequence list) {
                list.items().forEach(this::route);
            } else if (node != null) {
                reading.wrongShape("routes", node, "a list of routes: put \"- \" before each");
            }
        }
        return routes;
    }

    private void route(Node item) {
        if (!(item instanceof Mapping mapping)) {
            reading.wrongShape("An entry of routes", item, "a block that begins with a name");
            return;
        }
        NodeSettings settings = reading.settings(mapping, "a route");
        String named = settings.text("name");
        List<Match> matches = matches(settings);
        String name = name(settings, named, matches);
        List<FilterEntry> chain = filters.filters(settings, "filters", "route " + name);
        Handler to = to(settings);
        List<Handler> answers = answers(settings);
        if (answers.size() + (to == null ? 0 : 1) > 1) {
            settings.fault("name", "Route " + name + " has more than one of to, respond and redirect. Keep one.");
        }
        Handler answer = answers.isEmpty() ? null : answers.get(0);
        checkOrder(name, chain);
        checkRewrite(name, chain, settings.has("to"));
        boolean keeps = settings.word("encodedSlash", "refuse", Set.of("refuse", "keep"))
                .equals("keep");
        Criticality criticality = Rank.read(settings);
        settings.finish();
        routes.add(new RouteEntry(
                name,
                settings.place("name"),
                matches,
                chain,
                to != null ? to : answer,
                to != null ? services(settings) : List.of(),
                keeps,
                criticality));
    }

    private List<Match> matches(NodeSettings settings) {
        if (!settings.has("match")) {
            settings.fault(
                    "match",
                    "A route needs a match, such as match: [ { path: /orders/** } ]. To take every request, match /**.");
            return List.of();
        }
        List<Match> matches = new ArrayList<>();
        for (NodeSettings entry : settings.nested("match", "path")) {
            if (entry.names().isEmpty()) {
                reading.error(entry.place(), "This match asks for nothing. To take every request, write path: /**.");
            }
            matches.add(Match.from(entry));
        }
        if (matches.isEmpty()) {
            settings.fault("match", "match is empty, so the route takes nothing. To take every request, match /**.");
        }
        return matches;
    }

    /** The name that was given, else one made of what the route takes. */
    private String name(NodeSettings settings, @Nullable String given, List<Match> matches) {
        if (given != null && given.isBlank()) {
            settings.fault("name", "The name of this route is empty. Give it one, or leave it out.");
        }
        String base = given != null
                ? given
                : matches.isEmpty() ? "route" : matches.get(0).toString();
        String name = base;
        while (given == null && places.containsKey(name)) {
            name = base + " #" + alike.merge(base, 1, Integer::sum);
        }
        alike.putIfAbsent(base, 1);
        Place first = places.putIfAbsent(name, settings.place("name"));
        if (first != null) {
            settings.fault(
                    "name",
                    "There is a route \"" + name + "\" at " + first
                            + " already. Names appear in logs and metrics, so each" + " route needs its own.");
        }
        return name;
    }

    private @Nullable Handler to(NodeSettings settings) {
        if (!settings.has("to")) {
            return null;
        }
        Weighted weighted = null;
        Handler only = null;
        long sum = 0;
        List<NodeSettings> targets = settings.nested("to", "service");
        for (NodeSettings target : targets) {
            int weight = (int) target.number("weight", 1, 0, 1_000_000);
            String name = target.requiredText("service");
            Handler service = name.isEmpty() ? null : service(target, name);
            if (service != null) {
                weighted = weighted == null ? Weighted.of(service, weight) : weighted.and(service, weight);
                only = service;
            }
            sum += weight;
        }
        if (targets.isEmpty() || sum == 0) {
            settings.fault("to", "to names no service that takes anything. Give one of them a weight above 0.");
        }
        return targets.size() == 1 ? only : weighted;
    }

    private static List<String> services(NodeSettings settings) {
        return settings.nested("to", "service").stream()
                .map(target -> target.requiredText("service"))
                .toList();
    }

    private @Nullable Handler service(NodeSettings target, String name) {
        Handler service = reading.names().find(Handler.class, name);
        if (service == null) {
            target.fault("service", reading.names().unknown(Handler.class, name));
        }
        return service;
    }

    private List<Handler> answers(NodeSettings settings) {
        List<Handler> found = new ArrayList<>();
        answers.forEach((key, reader) -> {
            NodeSettings block = settings.block(key);
            try {
                if (block != null) {
                    found.add(reader.apply(block));
                }
            } catch (IllegalArgumentException e) {
                settings.fault(key, String.valueOf(e.getMessage()));
            }
        });
        return found;
    }

    private void checkOrder(String name, List<FilterEntry> chain) {
        FilterEntry authorization = null;
        for (FilterEntry entry : chain) {
            Concern concern = entry.filter().concern();
            if (entry.filter().asksWhoCalls() && authorization == null) {
                authorization = entry;
            }
            if (concern == Concern.AUTHENTICATION && authorization != null) {
                reading.error(
                        entry.place(),
                        "In route " + name + ", " + authorization.name() + " stands before " + entry.name()
                                + ", so it would decide before it is known who calls. Put " + entry.name() + " first.");
            }
        }
    }

    private void checkRewrite(String name, List<FilterEntry> chain, boolean forwards) {
        for (FilterEntry entry : chain) {
            if (!forwards && entry.name().equals("rewrite")) {
                reading.error(
                        entry.place(),
                        "Route " + name
                                + " rewrites the request, but forwards it to no service, so nobody would see it."
                                + " Add to: SERVICE, or remove the rewrite.");
            }
        }
    }
}
