package dev.engram.agent;

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

@DisplayName("The agent's arrows point down the street only")
class ArchitectureTest {

    /** From the top of the street to its bottom; docs/architecture.md says what each is for. */
    private static final List<String> STREET = List.of(
            "dev.engram.agent",
            "dev.engram.agent.check",
            "dev.engram.agent.control",
            "dev.engram.agent.weave",
            "dev.engram.agent.redis",
            "dev.engram.agent.telemetry",
            "dev.engram.agent.async",
            "dev.engram.agent.record",
            "dev.engram.agent.rule",
            "dev.engram.agent.ring",
            "dev.engram.agent.trace",
            "dev.engram.agent.config",
            "dev.engram.agent.log",
            "dev.engram.bootstrap");

    private final JavaClasses agent =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.engram");

    @Test
    @DisplayName("no package reaches upward")
    void noPackageReachesUpward() {
        for (int lower = 1; lower < STREET.size(); lower++) {
            String[] upper = STREET.subList(0, lower).toArray(new String[0]);
            noClasses()
                    .that()
                    .resideInAPackage(STREET.get(lower))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(upper)
                    .check(agent);
        }
    }

    @Test
    @DisplayName("every package has its place on the street, or below one as a detail of it")
    void everyPackageHasItsPlace() {
        classes()
                .should()
                .resideInAnyPackage(STREET.stream()
                        .flatMap(each ->
                                each.equals("dev.engram.agent") ? Stream.of(each) : Stream.of(each, each + ".."))
                        .toArray(String[]::new))
                .check(agent);
    }

    @Test
    @DisplayName("the bootstrap package reaches nothing but the JDK")
    void bootstrapReachesNothing() {
        classes()
                .that()
                .resideInAPackage("dev.engram.bootstrap")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.engram.bootstrap", "org.jspecify.annotations")
                .check(agent);
    }

    @Test
    @DisplayName(
            "only weave, redis, async and check know Byte Buddy's ASM, only check picocli, only ring the Disruptor,"
                    + " only telemetry the OpenTelemetry SDK")
    void librariesHaveOneRoom() {
        onlyIn(
                "net.bytebuddy..",
                "dev.engram.agent.weave..",
                "dev.engram.agent.redis..",
                "dev.engram.agent.async..",
                "dev.engram.agent.check..");
        onlyIn("picocli..", "dev.engram.agent.check..");
        onlyIn("com.lmax..", "dev.engram.agent.ring..");
        onlyIn("io.opentelemetry..", "dev.engram.agent.telemetry..");
        onlyIn("org.snakeyaml..", "dev.engram.agent.rule..");
    }

    private void onlyIn(String library, String... rooms) {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(agent);
    }

    @Test
    @DisplayName("java.util.logging and JMX are touched nowhere")
    void nothingThatPremainMustNotTouch() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "javax.management..", "java.lang.management..")
                .check(agent);
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
                .check(agent);
    }
}
