package io.hauberk.config;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.config.Configuration.Content;
import io.hauberk.config.Node.Mapping;
import io.hauberk.consumer.CachedConsumers;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.identity.IdentitySettings;
import io.hauberk.jwt.Issuer;
import io.hauberk.killswitch.EnvironmentSwitches;
import io.hauberk.killswitch.SwitchedOff;
import io.hauberk.killswitch.Switches;
import io.hauberk.network.HeadLimits;
import io.hauberk.network.TrustedProxies;
import io.hauberk.service.Service;
import io.hauberk.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a whole configuration, and makes its objects. Starts nothing. */
final class ConfigurationReader {
    private static final int MOST_OF_A_HEAD = 1024 * 1024;

    private final Path file;
    private final Setup setup;
    private final Reading reading;
    private final Kept kept;
    private final Function<String, Handler> targets;

    /** {@code before} are the instances of the configuration in use; {@code targets} finds services by name. */
    ConfigurationReader(Path file, Setup setup, Kept before, Function<String, Handler> targets) {
        this.file = file;
        this.setup = setup;
        this.reading = new Reading(file, setup.environment());
        this.kept = before.next();
        this.targets = targets;
    }

    /** For tests: shows the settings of each outermost block that is read. */
    ConfigurationReader onRead(java.util.function.Consumer<NodeSettings> listener) {
        reading.onRead(listener);
        return this;
    }

    Configuration read() {
        Content content = null;
        try {
            Document document = Document.read(file, reading);
            content = document == null ? null : content(document);
        } catch (Faults.TooManyException e) {
            // They are told below.
        }
        List<Fault> faults = reading.faults().sorted();
        return new Configuration(
                faults, reading.sources(), kept, reading.faults().broken() ? null : content);
    }

    private @Nullable Content content(Document document) {
        NodeSettings main = document.main();
        NodeSettings listening = main.block("server");
        Identity identity = identity(main);
        declareServices(document);
        List<Issuer> issuers = new IssuersReader(reading, kept, setup.metrics()).read(main.block("issuers"));
        List<Store> stores = new StoresReader(reading, kept, setup.stores().get()).read(main.block("stores"));

        FilterReader filters = new FilterReader(reading, setup.filters(), kept);
        filters.policies(main.block("policies"));
        List<Service> services = new ServicesReader(reading, filters, main.has("identity")).read(document);
        Map<String, List<Filter>> plans = new PlansReader(filters).read(main.block("plans"));
        List<Consumer> consumers = new ConsumersReader(reading, plans.keySet(), issuers).read(document);
        CachedConsumers remote = new RemoteConsumersReader(reading, kept).read(main.block("consumersFrom"));
        String name = name(main);
        NodeSettings network = main.block("network");
        TrustedProxies proxies = network(network);
        HeadLimits limits = headLimits(network);
        List<FilterEntry> common = filters.filters(main, "filters", "filters");
        refuseRewrite(common);
        List<RouteEntry> routes = new RoutesReader(reading, filters, setup.answers()).read(document);
        KillSwitchesReader killSwitches = new KillSwitchesReader(reading, setup.wall());
        List<SwitchedOff> fromFile = killSwitches.read(main, "killSwitches");
        Server server = ServerReader.read(
                        listening, routes.stream().anyMatch(RouteEntry::forwards), main.has("identity"))
                .with(limits);
        boolean passes =
                main.word("unmatched", "refuse", Set.of("refuse", "pass")).equals("pass");
        boolean refuses = main.word("egress", "pass", Set.of("pass", "refuse")).equals("refuse");
        document.all().forEach(NodeSettings::finish);
        if (reading.faults().broken()) {
            return null;
        }
        Switches switches = kept.keep("switches", "", List.of(), Switches.class, setup::switches);
        Consumers known = together(consumers, remote);
        ConcurrencyLimit threads =
                kept.keep("threads", "", List.of(), ConcurrencyLimit.class, ConcurrencyLimit::standard);
        Inbound inbound =
                new Inbound(name, proxies, limits, common, routes, passes, threads, known, plans, switches, stores);
        inbound.diagnose(reading, file);
        Gateway gateway = gateway(inbound, services);
        if (gateway == null) {
            return null;
        }
        killSwitches.check(gateway);
        List<SwitchedOff> fromEnvironment =
                killSwitches.environment(file, setup.environment().apply(EnvironmentSwitches.VARIABLE), gateway);
        return new Content(
                gateway,
                services,
                stores,
                server,
                identity,
                refuses,
                inbound.explainer(services),
                switches,
                fromFile,
                fromEnvironment);
    }

    /** Those of the file count first; null where there are none at all. */
    private static @Nullable Consumers together(List<Consumer> consumers, @Nullable CachedConsumers remote) {
        if (consumers.isEmpty()) {
            return remote;
        }
        MemoryConsumers own = MemoryConsumers.of(consumers);
        return remote == null ? own : remote.behind(own);
    }

    private @Nullable Gateway gateway(Inbound inbound, List<Service> services) {
        try {
            return inbound.gateway(services, setup.metrics());
        } catch (IllegalArgumentException e) {
            reading.error(Place.of(file), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What every request passes stands before the routes, and so before it is known what a rewrite would replace. */
    private void refuseRewrite(List<FilterEntry> common) {
        for (FilterEntry entry : common) {
            if (entry.name().equals("rewrite")) {
                reading.error(
                        entry.place(),
                        "A rewrite belongs to a route that forwards to a service. Move it into the filters of that"
                                + " route.");
            }
        }
    }

    private static String name(NodeSettings main) {
        String name = main.text("service");
        if (name == null || Service.isName(name)) {
            return name == null ? "hauberk" : name;
        }
        main.fault(
                "service",
                "\"" + name
                        + "\" cannot be this service's name: names are DNS labels, so 1 to 63 lower-case letters, digits"
                        + " and inner hyphens.");
        return "hauberk";
    }

    private static TrustedProxies network(@Nullable NodeSettings network) {
        if (network == null) {
            return TrustedProxies.nobody();
        }
        List<String> proxies = network.texts("trustedProxies");
        for (String proxy : proxies) {
            try {
                TrustedProxies.of(proxy);
            } catch (IllegalArgumentException e) {
                network.fault("trustedProxies", String.valueOf(e.getMessage()));
                return TrustedProxies.nobody();
            }
        }
        return TrustedProxies.of(proxies);
    }

    private static HeadLimits headLimits(@Nullable NodeSettings network) {
        HeadLimits usual = HeadLimits.standard();
        return network == null
                ? usual
                : new HeadLimits(
                        size(network, "maxUriSize", usual.uri()),
                        (int) network.number("maxHeaders", usual.headers(), 1, 10_000),
                        size(network, "maxHeaderSize", usual.headerSize()),
                        size(network, "maxHeadersSize", usual.headersSize()));
    }

    private static int size(NodeSettings network, String name, int usual) {
        long size = network.size(name, usual);
        if (size < 1 || size > MOST_OF_A_HEAD) {
            network.fault(name, name + " is from 1 to " + MOST_OF_A_HEAD + " bytes, but it is " + size + ".");
            return usual;
        }
        return (int) size;
    }

    private @Nullable Identity identity(NodeSettings main) {
        NodeSettings settings = main.block("identity");
        if (settings == null) {
            return null;
        }
        requirePasswordFromOutside(settings);
        IdentitySettings read = IdentitySettings.from(settings);
        if (read == null) {
            return null;
        }
        String parameters = Fingerprint.of(reading.canonical(settings.block()));
        // The holder stands for an identity that could not be made; it has faults then, and is not used.
        Object held = kept.keep("identity", parameters, List.of(), Object.class, () -> {
            Identity made = read.identity();
            return made == null ? "no identity" : made;
        });
        return held instanceof Identity identity ? identity : null;
    }

    /** A password that stands in a file ends in its history, in backups and in tickets. */
    private static void requirePasswordFromOutside(NodeSettings settings) {
        Node.Entry store = settings.block().find("keyStore");
        Node.Entry password = store != null && store.value() instanceof Mapping block ? block.find("password") : null;
        if (password != null
                && password.value() instanceof Node.Scalar scalar
                && !scalar.written().contains("${")) {
            settings.fault(
                    "keyStore",
                    "The password of a key store does not belong into the file. Write ${NAME} for an environment variable,"
                            + " or ${file:/path}.");
        }
    }

    /** Routes and filters may refer to services that are read later. */
    private void declareServices(Document document) {
        reading.names().declare(Handler.class, "service");
        for (NodeSettings part : document.all()) {
            Node.Entry services = part.block().find("services");
            if (services != null && services.value() instanceof Mapping block) {
                for (Node.Entry service : block.entries()) {
                    if (!service.name().startsWith("x-")) {
                        reading.names().put(Handler.class, service.name(), targets.apply(service.name()));
                    }
                }
            }
        }
    }
}
