package io.hauberk.ipaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import io.hauberk.network.Cidr;
import io.hauberk.network.IpAddress;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpAccessTest {
    private static Handled from(IpAccess access, String address) throws IOException {
        Request request = Request.get("/");
        request.exchange().attach(Caller.unknown().withAddress(address));
        return FilterTest.of(access).handle(request);
    }

    private static int status(IpAccess access, String address) throws IOException {
        return from(access, address).status();
    }

    @Test
    void denyComesBeforeAllowAndAnAllowListMakesTheRestForbidden() throws IOException {
        IpAccess access = IpAccess.allow("10.0.0.0/8", "2001:db8::/32").denying(List.of("10.6.6.0/24"));
        assertThat(status(access, "10.1.2.3")).isEqualTo(200);
        assertThat(status(access, "10.6.6.6")).isEqualTo(403);
        assertThat(status(access, "2001:db8::6")).isEqualTo(200);
        assertThat(status(access, "192.0.2.1")).isEqualTo(403);
        assertThat(status(IpAccess.allow(), "192.0.2.1")).isEqualTo(403);
        assertThat(status(IpAccess.deny(), "192.0.2.1")).isEqualTo(200);
        assertThat(status(IpAccess.deny("192.0.2.0/24"), "192.0.3.1")).isEqualTo(200);
    }

    @Test
    void theNetworkIsInTheRecordAndNotInTheAnswer() throws IOException {
        Handled handled = from(IpAccess.deny("192.0.2.0/24"), "192.0.2.1");
        assertThat(handled.decisions())
                .containsExactly(new Decision("ipAccess", Outcome.REFUSED, "deny 192.0.2.0/24", "address-not-allowed"));
        assertThat(handled.rejection().detail()).isNull();
        assertThat(handled.rejection().members()).isEmpty();
        assertThat(handled.response().headers().size()).isZero();
    }

    @Test
    void anAddressIsTheSameHoweverItIsWritten() throws IOException {
        IpAccess access = IpAccess.deny("10.0.0.0/8", "fe80::/10");
        for (String same : List.of("10.1.2.3", "::ffff:10.1.2.3", "::FFFF:0a01:0203", "0:0:0:0:0:ffff:10.1.2.3")) {
            assertThat(status(access, same)).as(same).isEqualTo(403);
        }
        assertThat(status(access, "fe80::1%eth0")).isEqualTo(403);
        assertThat(status(access, "[fe80::1%25eth0]")).isEqualTo(403);
        assertThat(status(IpAccess.deny("::ffff:10.0.0.0/104"), "10.1.2.3")).isEqualTo(403);
        assertThat(status(IpAccess.allow("::/0"), "10.1.2.3")).isEqualTo(403);
    }

    @Test
    void whoeverHasNoAddressIsRefused() throws IOException {
        assertThat(status(IpAccess.deny("192.0.2.0/24"), null)).isEqualTo(403);
        assertThat(status(IpAccess.allow("0.0.0.0/0"), "unix:/socket")).isEqualTo(403);
    }

    @Test
    void amongTenThousandNetworksItDecidesAsOneThatLooksAtAll() throws IOException {
        Random random = new Random(42);
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            boolean v4 = i % 3 != 0;
            IpAddress address = v4 ? v4(random) : new IpAddress(0x20010db800000000L | random.nextInt(1 << 20), 0);
            int prefix = v4 ? 20 + random.nextInt(13) : 54 + random.nextInt(66);
            networks.add(address.network(prefix) + "/" + prefix);
        }
        IpAccess access = IpAccess.deny(networks);
        List<Cidr> all = networks.stream().map(Cidr::of).toList();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            IpAddress address =
                    i % 3 != 0 ? v4(random) : new IpAddress(0x20010db800000000L | random.nextInt(1 << 20), i);
            boolean denied = all.stream().anyMatch(network -> network.contains(address));
            assertThat(status(access, address.toString()))
                    .as(address.toString())
                    .isEqualTo(denied ? 403 : 200);
            refused += denied ? 1 : 0;
        }
        assertThat(refused).isBetween(100, 4_900);
        assertThat(access.toString()).hasSizeLessThan(500);
    }

    private static IpAddress v4(Random random) {
        return new IpAddress(0, 0xFFFF_0000_0000L | (random.nextInt(1 << 24) | 0x0A00_0000L));
    }

    @Test
    void yamlSaysTheSameAndItsFaultsAreSentences() throws IOException {
        IpAccess access = Yaml.read("{ allow: 10.0.0.0/8, deny: [10.6.6.6] }", IpAccess::from);
        assertThat(status(access, "10.1.2.3")).isEqualTo(200);
        assertThat(status(access, "10.6.6.6")).isEqualTo(403);
        assertThat(status(Yaml.read("allow: []", IpAccess::from), "10.1.2.3")).isEqualTo(403);
        assertThat(Yaml.faults("{}", IpAccess::from)).singleElement().asString().contains("allow or deny");
        assertThat(Yaml.faults("deny: [10.0.0.1/8]", IpAccess::from))
                .singleElement()
                .asString()
                .contains("10.0.0.0/8");
        assertThat(Yaml.faults("deny: [example.com]", IpAccess::from)).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> IpAccess.allow("nonsense"));
    }
}
