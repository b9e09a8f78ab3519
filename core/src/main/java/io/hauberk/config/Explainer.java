package io.hauberk.config;

import io.hauberk.Concern;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.killswitch.Switchboard;
import io.hauberk.killswitch.SwitchedOff;
import io.hauberk.network.Hardening;
import io.hauberk.network.Normalisation;
import io.hauberk.route.Found;
import io.hauberk.route.Match;
import io.hauberk.route.Router;
import io.hauberk.service.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says in text which route and which filters a request would meet, and why. Runs no filter of the configuration. */
final class Explainer {
    private final Normalisation normalisation;
    private final Hardening hardening;
    private final Inbound inbound;
    private final Router<RouteEntry> router;
    private final List<Service> services;

    Explainer(
            Normalisation normalisation,
            Hardening hardening,
            Inbound inbound,
            Router<RouteEntry> router,
            List<Service> services) {
        this.normalisation = normalisation;
        this.hardening = hardening;
        this.inbound = inbound;
        this.router = router;
        this.services = services;
    }

    String explain(Request received) {
        StringBuilder text = new StringBuilder(received.method())
                .append(' ')
                .append(received.scheme())
                .append("://")
                .append(received.authority())
                .append(received.target())
                .append('\n');
        Request request = harden(received, text);
        if (request == null) {
            return text.toString();
        }
        String address = request.exchange().caller().address();
        if (address != null) {
            text.append("client: ").append(address).append('\n');
        }
        if (!request.path().equals(received.path())) {
            text.append("path: ").append(request.path()).append(" once it is canonical\n");
        }
        List<SwitchedOff> off = inbound.switches().off();
        if (!off.isEmpty()) {
            text.append("kill switches: off is ").append(off).append('\n');
        }
        Found<RouteEntry> found = router.find(request);
        if (found == null) {
            unmatched(request, text);
        } else {
            matched(found, request, text);
        }
        return text.toString();
    }

    /** The request as routes see it; null if hardening refuses it, and the text says why. */
    private @Nullable Request harden(Request received, StringBuilder text) {
        AtomicReference<@Nullable Request> passed = new AtomicReference<>();
        try (Response response = hardening.handle(normalisation.apply(received), request -> {
            passed.set(request);
            return Response.of(204);
        })) {
            if (response.rejection() != null) {
                text.append("refused before any route: ")
                        .append(response.rejection())
                        .append(
                                response.rejection().detail() == null
                                        ? ""
                                        : " - " + response.rejection().detail())
                        .append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return passed.get();
    }

    private void unmatched(Request request, StringBuilder text) {
        text.append("route: none matches, and unmatched requests ")
                .append(
                        inbound.unmatchedPasses()
                                ? "pass to the application behind the gateway"
                                : "are refused with 404")
                .append('\n');
        if (inbound.unmatchedPasses()) {
            boolean unused = filters(inbound.common(), "every request passes", request, false, text);
        }
    }

    private void matched(Found<RouteEntry> found, Request request, StringBuilder text) {
        RouteEntry route = found.target();
        text.append("route: ")
                .append(route.name())
                .append(" (")
                .append(route.place())
                .append(")\n");
        text.append("  because ").append(found.match()).append(" matches");
        text.append(others(route, request)).append('\n');
        boolean known = filters(inbound.common(), "every request passes", request, false, text);
        request.exchange().matched(route.name());
        boolean open = filters(route.filters(), "the route's filters", request, known, text);
        if (open && inbound.consumers() != null) {
            text.append(
                    "  right after authentication: the limits of the plan, if the caller is one of the consumers\n");
        }
        if (!route.keepsEncodedSlash() && Hardening.encodedSlash(request)) {
            text.append("refused: the path has an encoded slash, and the route does not say encodedSlash: keep\n");
            return;
        }
        text.append("answered by: ")
                .append(route.target() == null ? "the application behind the gateway" : route.target())
                .append('\n');
        services.stream()
                .filter(service -> route.services().contains(service.name()))
                .forEach(service -> service(service, request, open, text));
    }

    private void service(Service service, Request request, boolean callerOpen, StringBuilder text) {
        text.append("  ").append(service).append('\n');
        for (Filter filter : service.filters()) {
            SwitchedOff off = inbound.switches().find(Switchboard.ofService(service.name()), null, filter);
            text.append("  each call passes ").append(filter.unshadowed());
            text.append(filter == filter.unshadowed() ? "" : " [shadow]");
            text.append(off == null ? "" : " [switched off]").append('\n');
            details(filter, request, callerOpen, text);
        }
    }

    private String others(RouteEntry winner, Request request) {
        StringBuilder text = new StringBuilder();
        int told = 0;
        for (RouteEntry route : inbound.routes()) {
            boolean fits = route != winner && route.matches().stream().anyMatch((Match m) -> m.matches(request));
            if (fits && told++ < 5) {
                text.append(told == 1 ? ", more specifically than " : ", ").append(route.name());
            }
        }
        return told > 5 ? text.append(" and ").append(told - 5).append(" more").toString() : text.toString();
    }

    /** Whether, behind these filters, it is open who calls: one of them finds it out. */
    private static boolean filters(
            List<FilterEntry> entries, String title, Request request, boolean callerOpen, StringBuilder text) {
        boolean open = callerOpen;
        text.append(entries.isEmpty() ? "" : title + ", in this order:\n");
        for (FilterEntry entry : entries) {
            String description = entry.filter().toString();
            text.append("  ").append(entry.name());
            if (!description.contains("@") && !description.equals(entry.name())) {
                text.append(": ").append(description);
            }
            text.append(entry.mode().equals("enforce") ? "" : " [" + entry.mode() + "]");
            text.append(" (").append(entry.place()).append(")\n");
            if (!entry.off()) {
                details(entry.filter(), request, open, text);
                open |= entry.filter().concern() == Concern.AUTHENTICATION;
            }
        }
        return open;
    }

    private static void details(Filter filter, Request request, boolean callerOpen, StringBuilder text) {
        if (filter.unshadowed() instanceof Explainable explainable) {
            explainable
                    .explain(request, callerOpen)
                    .forEach(line -> text.append("      ").append(line).append('\n'));
        }
    }
}
