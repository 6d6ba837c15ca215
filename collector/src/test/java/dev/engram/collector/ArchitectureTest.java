package dev.engram.collector;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms point one way. */
@AnalyzeClasses(packages = "dev.engram.collector", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.engram.collector";

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("cli")
            .definedBy(ROOT + ".cli")
            .layer("demo")
            .definedBy(ROOT + ".demo")
            .layer("collector")
            .definedBy(ROOT)
            .layer("api")
            .definedBy(ROOT + ".api")
            .layer("arguments")
            .definedBy(ROOT + ".arguments")
            .layer("forward")
            .definedBy(ROOT + ".forward")
            .layer("otlp")
            .definedBy(ROOT + ".otlp")
            .layer("sql")
            .definedBy(ROOT + ".sql")
            .layer("store")
            .definedBy(ROOT + ".store")
            .layer("redis")
            .definedBy(ROOT + ".redis..")
            .layer("render")
            .definedBy(ROOT + ".render")
            .layer("model")
            .definedBy(ROOT + ".model")
            .layer("json")
            .definedBy(ROOT + ".json")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("demo")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("collector")
            .mayOnlyBeAccessedByLayers("cli", "demo")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("collector")
            .whereLayer("arguments")
            .mayOnlyBeAccessedByLayers("cli", "demo")
            .whereLayer("forward")
            .mayOnlyBeAccessedByLayers("cli", "arguments", "collector")
            .whereLayer("otlp")
            .mayOnlyBeAccessedByLayers("cli", "collector", "forward", "arguments")
            .whereLayer("sql")
            .mayOnlyBeAccessedByLayers("cli", "demo", "collector", "api")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("collector", "api", "otlp", "sql")
            .whereLayer("redis")
            .mayOnlyBeAccessedByLayers("cli", "collector")
            .whereLayer("render")
            .mayOnlyBeAccessedByLayers("cli", "demo", "api", "redis");

    @ArchTest
    static final ArchRule NO_RINGS = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DUCKDB_STAYS_IN_THE_STORE = noClasses()
            .that(resideInAnyPackage(ROOT + "..")
                    .and(resideInAnyPackage(ROOT + ".store", ROOT + ".sql").negate()))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.duckdb.."));

    @ArchTest
    static final ArchRule PROTOBUF_STAYS_AT_BOTH_ENDS_OF_THE_WIRE = noClasses()
            .that(resideInAnyPackage(ROOT + "..")
                    .and(resideInAnyPackage(ROOT + ".otlp", ROOT + ".forward").negate()))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.google.protobuf..", "io.opentelemetry.proto.."));

    @ArchTest
    static final ArchRule JEDIS_STAYS_WITH_REDIS = noClasses()
            .that(resideInAnyPackage(ROOT + "..")
                    .and(resideInAnyPackage(ROOT + ".redis..").negate()))
            .should()
            .dependOnClassesThat(resideInAnyPackage("redis.clients.."));

    @ArchTest
    static final ArchRule SERVERS_STAY_OUT_OF_PICTURES_AND_STORE = noClasses()
            .that(resideInAnyPackage(
                    ROOT + ".render",
                    ROOT + ".model",
                    ROOT + ".json",
                    ROOT + ".store",
                    ROOT + ".sql",
                    ROOT + ".cli",
                    ROOT + ".redis.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.linecorp.armeria..", "io.netty.."));
}
