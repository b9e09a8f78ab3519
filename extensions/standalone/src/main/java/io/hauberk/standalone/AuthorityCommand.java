package io.hauberk.standalone;

import io.hauberk.Handler;
import io.hauberk.authority.Authority;
import io.hauberk.authority.Member;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.config.Server;
import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.key.By;
import io.hauberk.network.HeadLimits;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.route.Match;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** {@code hauberk ca}: a small authority from the command line. */
final class AuthorityCommand {
    private static final Duration FIVE_YEARS = Duration.ofDays(5 * 365);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MAX_REQUEST = 16 * 1024;

    private final PrintStream out;

    AuthorityCommand(PrintStream out) {
        this.out = out;
    }

    int run(CaArguments typed) throws Exception {
        try {
            switch (typed.command()) {
                case "init" -> init(typed);
                case "token" -> token(typed);
                case "issue" -> issue(typed);
                case "forget" -> forget(typed);
                default -> serve(typed);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new Arguments.WrongUseException(String.valueOf(e.getMessage()));
        }
    }

    private void init(CaArguments typed) throws IOException {
        Authority made = Authority.create(typed.folder(), typed.required("--domain"), typed.life(FIVE_YEARS));
        Path folder = typed.folder();
        out.println("Made " + made + ". Give " + folder.resolve("ca.crt") + " to all; keep " + folder.resolve("ca.key")
                + " to yourself, and a copy of it where nobody looks.");
    }

    /** Nothing else is printed, so that scripts can take it as it is. */
    private void token(CaArguments typed) throws IOException {
        out.println(Authority.open(typed.folder()).token(member(typed), typed.life(Duration.ofMinutes(15))));
    }

    private void issue(CaArguments typed) throws IOException {
        Path target = typed.out();
        Authority.open(typed.folder()).issuing(typed.life(DAY)).issueTo(target, member(typed));
        out.println("Wrote tls.crt, tls.key and ca.crt into " + target + ".");
    }

    private void forget(CaArguments typed) throws IOException {
        String id = typed.required("--id");
        boolean was = Authority.open(typed.folder()).forget(id);
        out.println(
                was ? id + " is no member any more. Its certificate works until it expires." : id + " was no member.");
    }

    private static Member member(CaArguments typed) {
        return new Member(typed.required("--id"), typed.names());
    }

    private void serve(CaArguments typed) throws Exception {
        if (typed.names().isEmpty()) {
            throw new Arguments.WrongUseException(
                    "ca serve needs --name: the DNS name or address by which members call it.");
        }
        Authority authority = Authority.open(typed.folder()).issuing(typed.life(DAY));
        Identity identity = Identity.from(authority.server(typed.names().toArray(String[]::new)));
        Listener listener = new Listener(settings(typed), typed.port(), gateway(authority), identity);
        listener.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(listener, identity), "hauberk-stop"));
        out.println("hauberk ready on " + listener.url());
        out.flush();
    }

    private static Server settings(CaArguments typed) {
        ServerTls how = ServerTls.mutual().clients(ServerTls.Clients.OPTIONAL);
        return new Server(
                typed.port(),
                typed.address(),
                Server.Threads.PLATFORM,
                Duration.ofSeconds(5),
                null,
                new Server.Tls(null, how),
                HeadLimits.standard());
    }

    private static Gateway gateway(Authority authority) {
        Handler endpoint = authority.endpoint();
        return Gateway.builder()
                .named("authority")
                .use(RateLimit.of(20, Duration.ofSeconds(1)).by(By.address()), BodyLimit.of(MAX_REQUEST))
                .handle(Match.post("/v1/certificate"), endpoint)
                .handle(Match.get("/v1/bundle"), endpoint)
                .build();
    }

    private static void stop(Listener listener, Identity identity) {
        try {
            listener.drain(Duration.ofSeconds(5));
            identity.close();
        } catch (Exception e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
