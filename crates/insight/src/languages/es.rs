//! Spanish.

use super::Language;

pub(super) const ES: Language = Language {
    tag: "es",
    stop: "a acá además ahí ahora al algo alguien algún alguna algunas alguno algunos allá allí ante antes aquel aquella aquellas aquello aquellos aquí así aún aunque bajo bastante bien \
        básicamente bueno buena buenas buenos cada casi como cómo con contra cosa cosas creo cree creen cual cuál cuales cualquier cualquiera cuando cuándo cuanto cuánto da dado dan dar de debe deben \
        debería deberían debido decía decimos decir deja dejar del demás demasiado dentro desde después dice dicen dicho diciendo digamos digo dijo donde dónde dos durante e ejemplo el él ella ellas \
        ello ellos embargo en encima entonces entre era eran eres es esa esas ese eso esos está esta están estaba estaban estamos estar estás estas este esto estos estoy estuvo etcétera exactamente ser fue \
        fueron fuera general gran grande gracias ha había habían haber habla hablando hablar habría hace hacemos hacen hacer hacia haciendo haga hago han hasta hay haya he hecho hemos hizo hola hoy iba igual incluso ir \
        jamás junto justo la las le les llama llegar lleva lo los luego más mal manera mayor mayoría me medio mejor menos mi mí mía mientras mío mira mis misma mismas mismo mismos \
        momento mucha muchas mucho muchos muy nada nadie ni ningún ninguna ninguno no nos nosotros nuestra nuestras nuestro nuestros nueva nuevas nuevo nuevos nunca o obviamente ok okay os otra otras otro otros para \
        parece parte pasa pasar pensar pequeña pequeño pero pienso poco pocos podemos poder podría podrían pone poner por porque posible primer primera primero pueda puede pueden puedes puedo pues puesto pues que qué quería quien \
        quién quienes quiere quieren quieres quiero quizá quizás realmente respecto sabe sabemos saben saber sé sea sean según segunda segundo seguro ser será sería si sí sido siempre siendo siguiente simplemente sin sino sobre \
        sola solo sólo solamente solos somos son soy su sus también tampoco tan tanta tanto te tener tenemos tenía tenían tenido tengo ti tiene tienen tienes toda todas todavía todo todos tomar trata través tres tu tú tus \
        un una unas uno unos usar usando usted ustedes va vale vamos van varias varios vas ve veces ver verdad vez vi viene vimos vista voy y ya yo cuatro cinco seis siete ocho nueve diez cien mil millón millones \
        pueda sepa ponga permite permiten hacerlo esté existe claro tal usa básica necesita necesitamos necesitan tipo forma podamos pudiera alrededor menudo cierto cierta digamos quieras",
    weak: "año años asunto caso casos cambio cantidad cuestión cuenta día días diferencia diferente diferentes episodio error fin final gente hecho historia hombre hora horas idea ideas importante información interés interesante lado línea lugar mano mes \
        meses mujer mundo nivel nombre número oyentes país palabra palabras pasado pasos persona personas podcast problema problemas proceso programa pregunta preguntas punto razón razones respuesta resultado rato \
        semana semanas sentido serie sistema situación solución tema temas tiempo trabajo uso vida fácil difícil bonito particular ejemplo ejemplos grupo momento momentos manera maneras ventaja ventajas real cabo vuelta distintas distintos \
        lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre euros dólares risas aplausos",
    connectors: "de del la las los para",
    determiners: "el la los las un una unos unas al del este esta estos estas ese esa esos esas mi mis tu tus su sus nuestro nuestra nuestros nuestras cada ningún ninguna",
    verb_cues: "yo tú él ella nosotros ustedes ellos no se lo te me nos que puede pueden puedes podemos quiero quiere debe deben vamos va voy a para",
    degree: "muy tan más bastante demasiado realmente súper extremadamente completamente totalmente absolutamente especialmente",
    negations: "no nunca jamás nada nadie ningún ninguna ninguno sin ni tampoco",
    positive: "bueno buena mejor excelente genial increíble maravilloso maravillosa fantástico perfecto perfecta hermoso hermosa bonito feliz felicidad alegría alegre amor amar encanta contento contenta éxito exitoso esperanza \
        orgulloso orgullosa interesante fascinante ganar ganado placer confianza divertido reír sonrisa libertad paz amable útil eficiente seguro ventaja gracias mejora positivo emocionado",
    negative: "malo mala peor terrible horrible triste tristeza miedo problema crisis guerra muerte morir muerto odio odiar ira enojado error equivocado fracaso fracasar perder perdido pérdida peligro peligroso dolor enfermo enfermedad \
        catástrofe decepción decepcionado sufrir sufrimiento violencia víctima soledad destruido vergüenza estúpido aburrido difícil complicado amenaza accidente preocupado preocupación riesgo fraude ataque robo negativo",
    dangling: "y pero o entonces porque eso esto esa ese él ella ellos ellas así también además pues bueno sí no claro ya que luego aunque sino lo aquí ahí allí cual",
    emphatic: "nunca siempre todo nada nadie solo pero sino mejor peor primer primera mayor verdad importante creo amor miedo orgulloso imposible futuro sueño aprendí secreto",
    interrogatives: "qué cómo cuándo dónde quién quiénes cuál cuáles cuánto cuántos por_qué puedes podrías podría tienes crees",
    chatter: &[
        "bienvenid",
        "gracias por",
        "muchas gracias",
        "hola a todos",
        "buenos días",
        "buenas tardes",
        "buenas noches",
        "hasta la próxima",
        "nos vemos",
        "patrocin",
        "código de descuento",
        "suscríb",
        "suscrib",
        "este episodio",
        "nuestro invitado",
        "mi invitado",
        "este podcast",
        "en el show",
        "el programa de hoy",
        "boletín",
        ".com",
        ".es",
        "caballeros",
    ],
    starters: "bueno entonces vale ahora pues bien ok",
    openings: &[
        "hablemos de",
        "hablemos sobre",
        "pasemos a",
        "siguiente pregunta",
        "otra pregunta",
        "última pregunta",
        "para empezar",
        "empecemos",
        "cuéntanos",
        "cuéntame",
        "en cuanto a",
        "respecto a",
        "capítulo",
    ],
    announcements: &[
        "vamos a",
        "hablemos",
        "hablar de",
        "hablar sobre",
        "antes de que",
        "me gustaría",
        "quiero",
        "quería",
        "siguiente",
        "próxim",
        "otra pregunta",
        "una pregunta",
        "pregunta",
    ],
    acknowledgements: &[
        "gracias",
        "genial",
        "interesante",
        "perfecto",
        "excelente",
        "fascinante",
        "estupendo",
        "entiendo",
        "muy bien",
    ],
    conjunctions: "y pero o porque que",
    clitics: &[],
    titles: "sr sra srta señor señora don doña dr dra doctor doctora profesor profesora presidente presidenta senador rey reina príncipe princesa papa san santa ministro ministra",
    place_cues: "en desde hacia",
    and: "y",
};
