package dev.engram.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The agent's packages")
class ArchitectureTest {

    /** Each below those that may use it; docs/architecture.md says what each is for. */
    private static final List<String> FROM_TOP_TO_BOTTOM = Stream.of(
                    "agent",
                    "agent.control",
                    "agent.lifecycle",
                    "agent.lifecycle.jvm",
                    "agent.check",
                    "agent.weave",
                    "agent.weave.code",
                    "agent.weave.match",
                    "agent.weave.classfile",
                    "agent.client",
                    "agent.client.jedis",
                    "agent.client.lettuce",
                    "agent.client.redisson",
                    "agent.context",
                    "agent.telemetry",
                    "agent.telemetry.metrics",
                    "agent.telemetry.otlp",
                    "agent.telemetry.json",
                    "agent.telemetry.http",
                    "agent.telemetry.export",
                    "agent.telemetry.span",
                    "agent.telemetry.privacy",
                    "agent.telemetry.value",
                    "agent.telemetry.protobuf",
                    "agent.async",
                    "agent.client.command",
                    "agent.client.site",
                    "agent.client.read",
                    "agent.record",
                    "agent.rule.pack.build",
                    "agent.rule.pack",
                    "agent.rule.yaml",
                    "agent.rule",
                    "agent.ring",
                    "agent.mdc",
                    "agent.propagation",
                    "agent.opentelemetry",
                    "agent.trace",
                    "agent.classpath",
                    "agent.config",
                    "agent.log.jul",
                    "agent.log",
                    "agent.text",
                    "agent.types",
                    "bootstrap")
            .map(each -> "dev.engram." + each)
            .toList();

    private static final JavaClasses AGENT =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.engram");

    @Test
    @DisplayName("use only packages below themselves, sub-packages counted for themselves: there is no circle")
    void noPackageUsesOneAbove() {
        for (int lower = 1; lower < FROM_TOP_TO_BOTTOM.size(); lower++) {
            String[] above = FROM_TOP_TO_BOTTOM.subList(0, lower).toArray(new String[0]);
            noClasses()
                    .that()
                    .resideInAPackage(FROM_TOP_TO_BOTTOM.get(lower))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .check(AGENT);
        }
    }

    @Test
    @DisplayName("have each a place in that order")
    void everyPackageHasItsPlace() {
        classes()
                .should()
                .resideInAnyPackage(FROM_TOP_TO_BOTTOM.toArray(new String[0]))
                .check(AGENT);
    }

    @Test
    @DisplayName("of the bootstrap loader use nothing but the JDK")
    void bootstrapReachesNothing() {
        classes()
                .that()
                .resideInAPackage("dev.engram.bootstrap")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.engram.bootstrap", "org.jspecify.annotations")
                .check(AGENT);
    }

    @Test
    @DisplayName(
            "only weave, async and check know Byte Buddy's ASM, only control Byte Buddy's Attach API, only control and"
                    + " check picocli, only ring the Disruptor, only telemetry the OpenTelemetry SDK")
    void librariesHaveOneUser() {
        onlyIn(
                "net.bytebuddy.jar.asm..",
                "dev.engram.agent.weave..",
                "dev.engram.agent.async..",
                "dev.engram.agent.check..");
        onlyIn("net.bytebuddy.agent..", "dev.engram.agent.control..");
        onlyIn("picocli..", "dev.engram.agent.control..", "dev.engram.agent.check..");
        onlyIn("com.lmax..", "dev.engram.agent.ring..");
        onlyIn("io.opentelemetry..", "dev.engram.agent.telemetry..");
        onlyIn("org.snakeyaml..", "dev.engram.agent.rule..");
    }

    @Test
    @DisplayName("of Byte Buddy only ASM and the Attach API are known, which are all that the agent's jar has of it")
    void byteBuddyStaysOutside() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("net.bytebuddy..")
                        .and(DescribedPredicate.not(
                                resideInAnyPackage("net.bytebuddy.jar.asm..", "net.bytebuddy.agent.."))))
                .check(AGENT);
    }

    private void onlyIn(String library, String... users) {
        noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(AGENT);
    }

    @Test
    @DisplayName("java.util.logging is touched nowhere, JMX only in lifecycle.jvm, which nothing loads before main")
    void nothingThatPremainMustNotTouch() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(AGENT);
        onlyIn("javax.management..", "dev.engram.agent.lifecycle.jvm");
        onlyIn("java.lang.management..", "dev.engram.agent.lifecycle.jvm");
    }

    @Test
    @DisplayName("every package is null-marked")
    void everyPackageIsNullMarked() {
        classes()
                .should(ArchConditions.be(new DescribedPredicate<JavaClass>("in a null-marked package") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getPackage().isAnnotatedWith(NullMarked.class);
                    }
                }))
                .check(AGENT);
    }
}
