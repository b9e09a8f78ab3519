package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "10.1.2.3, 10.1.2.3",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8::0:1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::FFFF:a00:1, 10.0.0.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "fe80::1, fe80::1",
    })
    void readsTheUsualForms(String text, String written) {
        assertThat(IpAddress.of(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.-4",
                "1.2.3.4/8",
                "0x7f.0.0.1",
                "127.1",
                "1.2.3.٤",
                ":",
                ":::",
                "1:::2",
                "1::2::3",
                ":1",
                "1:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "::1.2.3",
                "::1.2.3.4.5",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::ffff:1.2.3.256",
                "::٤",
                "1:2:3:4:5:6:7:8::",
                "::1.2.3.4:5",
            })
    void refusesEverythingElseAndAsksNoDns(String text) {
        assertThat(IpAddress.parse(text)).isNull();
        assertThatThrownBy(() -> IpAddress.of(text)).hasMessageContaining("is not an IP address");
    }

    @Test
    void networksHaveTheirOtherBitsCutOff() {
        assertThat(Cidr.of("10.0.0.0/8").contains(IpAddress.of("10.255.0.1"))).isTrue();
        assertThat(Cidr.of("10.0.0.0/8").contains(IpAddress.of("11.0.0.1"))).isFalse();
        assertThat(Cidr.of("10.0.0.0/8").contains(IpAddress.of("::ffff:10.9.9.9")))
                .isTrue();
        assertThat(Cidr.of("0.0.0.0/0").contains(IpAddress.of("255.1.2.3"))).isTrue();
        assertThat(Cidr.of("0.0.0.0/0").contains(IpAddress.of("::1"))).isFalse();
        assertThat(Cidr.of("::/0").contains(IpAddress.of("2001:db8::1"))).isTrue();
        assertThat(Cidr.of("::/0").contains(IpAddress.of("10.0.0.1"))).isFalse();
        assertThat(Cidr.of("2001:db8::/33").contains(IpAddress.of("2001:db8:7fff::1")))
                .isTrue();
        assertThat(Cidr.of("2001:db8::/33").contains(IpAddress.of("2001:db8:8000::1")))
                .isFalse();
        assertThat(Cidr.of("2001:db8::/64").contains(IpAddress.of("2001:db8::ffff:1")))
                .isTrue();
        assertThat(Cidr.of("2001:db8::/65").contains(IpAddress.of("2001:db8::8000:0:0:1")))
                .isFalse();
        assertThat(Cidr.of("::1")).hasToString("::1/128");
        assertThat(Cidr.of("127.0.0.1")).hasToString("127.0.0.1/32");
        assertThat(Cidr.of("::ffff:10.0.0.0/104")).isEqualTo(Cidr.of("10.0.0.0/8"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, Write 10.0.0.0/8 for the network",
        "10.0.0.0/33, prefix out of range",
        "::/129, prefix out of range",
        "::ffff:10.0.0.0/90, prefix out of range",
        "10.0.0.0/, after the slash comes",
        "10.0.0.0/08, after the slash comes",
        "10.0.0.0/-1, after the slash comes",
        "10.0.0.0/8/8, after the slash comes",
        "proxy.example.com, Names are not looked up",
        "10.0.*.*, is not an IP address",
    })
    void wrongNetworksAreRefusedWithTheCure(String text, String message) {
        assertThatThrownBy(() -> Cidr.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void manyNetworksAnswerAsEachOfThemWould() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            List<Cidr> single = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                int prefix = random.nextInt(random.nextBoolean() ? 33 : 9);
                single.add(new Cidr(v4(random).network(prefix), prefix));
                int longer = random.nextInt(129);
                single.add(new Cidr(v6(random).network(longer), longer));
            }
            Cidrs all = Cidrs.of(single.stream().map(Cidr::toString).toList());
            for (int i = 0; i < 50; i++) {
                IpAddress address = random.nextBoolean() ? v4(random) : v6(random);
                assertThat(all.contains(address)).isEqualTo(single.stream().anyMatch(c -> c.contains(address)));
            }
        }
    }

    @Test
    void anyAddressIsReadAsTheJdkReadsIt() throws UnknownHostException {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            IpAddress address = random.nextInt(4) == 0 ? v4(random) : v6(random);
            String text = address.toString();
            assertThat(IpAddress.of(text)).isEqualTo(address);
            InetAddress jdk = InetAddress.getByName(text); // a literal, so no name is looked up
            assertThat(IpAddress.of(jdk.getHostAddress())).isEqualTo(address);
        }
    }

    @Test
    void randomTextNeverThrows() {
        SplittableRandom random = new SplittableRandom(6);
        String signs = "0123456789abf:::..[]%/, \"";
        for (int i = 0; i < 300_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j > 0; j--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            IpAddress address = IpAddress.parse(text.toString());
            assertThat(address == null || IpAddress.of(address.toString()).equals(address))
                    .isTrue();
        }
    }

    private static IpAddress v4(SplittableRandom random) {
        return new IpAddress(0, 0xFFFFL << 32 | random.nextInt() & 0xFFFFFFFFL);
    }

    /** Many zeros, so that there is something to shorten. */
    private static IpAddress v6(SplittableRandom random) {
        long high = random.nextLong() & (random.nextBoolean() ? 0xFFFF0000FFFF0000L : -1);
        return new IpAddress(
                high | 1L << 61, random.nextLong() & (random.nextBoolean() ? 0xFFFF000000000000L : 0xFFFFL));
    }
}
