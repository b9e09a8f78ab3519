package io.hauberk.standalone;

import io.hauberk.config.Hauberk;
import io.hauberk.config.Server;
import io.hauberk.identity.Identity;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that takes requests: the configuration, the listener and the admin port. */
final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Hauberk hauberk;
    private final Listener listener;
    private final @Nullable Admin admin;
    private volatile boolean ready;

    private Program(Path file, @Nullable Integer port) {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        garbage.bindTo(metrics);
        hauberk = Hauberk.loader(file).metrics(metrics).load();
        Server settings = hauberk.server();
        listener = new Listener(settings, port == null ? settings.port() : port, hauberk.gateway(), hauberk.identity());
        Server.Admin asked = settings.admin();
        admin = asked == null ? null : new Admin(asked, () -> ready, this::warnings, metrics);
    }

    /**
     * Starts one; a port that is given counts instead of the file's.
     *
     * @throws io.hauberk.config.InvalidConfigurationException if the file has faults
     */
    static Program start(Path file, @Nullable Integer port) throws Exception {
        Program program = new Program(file, port);
        try {
            program.start();
            return program;
        } catch (Exception e) {
            program.stop();
            throw e;
        }
    }

    private void start() throws Exception {
        if (admin != null) {
            admin.start();
            LOG.info("Health and metrics are on port {}.", admin.port());
        }
        listener.start();
        hauberk.services().warmUp(null, null).forEach(LOG::warn);
        ready = true;
    }

    private List<String> warnings() {
        List<String> all = new ArrayList<>(listener.warnings());
        Identity identity = hauberk.identity();
        if (identity != null) {
            all.addAll(identity.warnings());
        }
        return all;
    }

    String url() {
        return listener.url();
    }

    /** The admin port; 0 where there is none. */
    int adminPort() {
        return admin == null ? 0 : admin.port();
    }

    /** Says that it is no longer ready, lets the requests under way end, and stops. */
    void drain() throws Exception {
        ready = false;
        Duration atMost = hauberk.server().drain();
        LOG.info("Draining: no longer ready, finishing what is under way for up to {} s.", atMost.toMillis() / 1000.0);
        listener.drain(atMost);
        stop();
    }

    private void stop() throws Exception {
        ready = false;
        listener.stop();
        if (admin != null) {
            admin.stop();
        }
        hauberk.close();
        garbage.close();
    }
}
